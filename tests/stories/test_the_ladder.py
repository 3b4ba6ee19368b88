"""The main job: somebody is asked, and if nobody answers, somebody else is, until somebody does."""

from tests.harness.world import World


def test_a_case_is_opened_asked_accepted_resolved_and_closed(world: World) -> None:
    reply = world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    assert "ESC-1" in reply.text
    assert "Ana Berg" in reply.text

    world.ana.is_asked("checkout is down")
    assert "checkout is down" in world.room()[-1].text
    world.ana.presses("Accept")
    world.rita.hears("Ana Berg has ESC-1")
    assert "Ana Berg has it" in world.room()[-1].text

    world.ana.presses("Resolve", resolution="Restarted the gateway", root_cause="A full disk", lesson="Watch the disk")
    world.rita.hears("Restarted the gateway")
    world.rita.presses("Confirm")
    world.ana.hears("closed")
    world.fast_forward(hours=48)
    world.nobody_else_is_asked()


def test_an_unanswered_case_climbs(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.fast_forward(minutes=5)
    world.ana.is_asked("checkout", times=2)
    world.ben.is_asked("checkout is down")
    world.ben.presses("Accept")
    world.fast_forward(minutes=119)
    world.nobody_else_is_asked()


def test_at_the_end_of_the_ladder_the_fallback_is_asked_again_and_again(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.fast_forward(minutes=15)
    world.ana.is_asked("checkout", times=3)
    world.ben.is_asked("checkout", times=3)
    world.kim.is_asked("checkout is down")
    world.fast_forward(minutes=90)
    world.kim.is_asked("checkout is down", times=3)
    world.kim.presses("Accept")
    world.fast_forward(minutes=60)
    world.nobody_else_is_asked()


def test_after_a_night_of_downtime_it_climbs_one_level_and_reminds_nobody_of_what_is_over(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.jump(hours=9)
    world.ben.is_asked("checkout is down")
    world.nobody_else_is_asked()


def test_who_presses_too_late_is_told_who_has_it(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    asked = world.ana.is_asked("checkout is down")
    world.fast_forward(minutes=5)
    world.ana.is_asked("checkout", times=2)
    world.ben.is_asked("checkout is down")
    world.ben.presses("Accept")
    answer = world.ana.presses("Accept", on=asked)
    assert answer
    assert "Ben Holm has it since 10:05" in answer.text


def test_who_was_asked_earlier_may_still_accept(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.fast_forward(minutes=5)
    world.ana.is_asked("checkout", times=3)
    world.ben.is_asked("checkout is down")
    world.ana.presses("Accept")
    world.rita.hears("Ana Berg has ESC-1")
    world.fast_forward(minutes=60)
    world.nobody_else_is_asked()


def test_who_declines_passes_it_on_at_once(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Decline", reason="I am on a train")
    world.ben.is_asked("checkout is down")


def test_an_accepted_case_that_is_not_solved_in_time_climbs_as_well(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Accept")
    world.fast_forward(hours=4)
    world.ben.is_asked("checkout is down")
    world.ben.presses("Take over")
    world.ana.hears("Ben Holm")


def test_the_reporter_may_say_that_it_is_not_solved(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Accept")
    world.ana.presses("Resolve", resolution="Restarted it")
    world.rita.presses("Reopen", reason="It is down again")
    world.ana.hears("It is down again")
