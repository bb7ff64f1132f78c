"""Settings for every test and doctest: seeds, strictness, and what happens where an outside program is missing."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

REQUIRE_TOOLS = "BACKPROOF_REQUIRE_TOOLS"
NODE_MODULES = "BACKPROOF_NODE_MODULES"
ROOT = Path(__file__).resolve().parent
PACKAGES = ("derive", "numeric", "reports")

# What may be skipped even where every outside program must be there, by the beginning of its reason.
FINE_TO_SKIP = (
    "the source folders are absent",
    "the schema of SARIF 2.1.0 is not here",
    "all tests skipped by +SKIP option",
)

# These start programs of their own, which import JAX: single tests of many seconds.
LONGEST = (
    "tests/test_readme.py",
    "tests/reports/formats/test_same_bytes.py",
    "tests/reports/test_contract.py",
    "tests/reports/formats/test_notebook.py",
)

# What takes long for what it finds is not in the test command, which is to take four minutes: of a test with many cases
# of one kind every sixth is run, or one of so many as the table says, the same one each time, and of the seldom tests
# none. ``BACKPROOF_EVERY_CASE=1`` runs everything, ``rest`` what is left out otherwise, and ``more`` of that the seldom
# tests and every thirty-sixth case: continuous integration does that beside the test command, within twenty minutes.
EVERY_CASE = "BACKPROOF_EVERY_CASE"
MANY_CASES, ONE_OF_MANY, ONE_OF_THE_REST = 5, 6, 36
SELECTION = tomllib.loads((ROOT / "tests" / "selection.toml").read_text(encoding="utf-8"))
ONE_CASE_OF: dict[str, int] = SELECTION["one_case_of"]
SELDOM = tuple(SELECTION["seldom"])
MANY_CASES, ONE_OF_MANY, ONE_OF_THE_REST = 5, 6, 18
ONE_CASE_OF = {
    "tests/derive/judging/test_all_sizes.py": 3,
    "tests/derive/judging/test_in_force.py": 6,
    "tests/derive/judging/test_marks_and_customary_functions.py": 5,
    "tests/derive/judging/test_marks_and_units.py": 6,
    "tests/derive/judging/test_mixed_readings.py": 6,
    "tests/derive/judging/test_named_slopes.py": 8,
    "tests/derive/judging/test_one_of_many.py": 6,
    "tests/derive/judging/test_sum_or_mean.py": 8,
    "tests/derive/algebra/test_tidying.py": 6,
    "tests/derive/gradient/test_activations.py": 6,
    "tests/derive/gradient/test_relatives_with_penalty.py": 4,
    "tests/derive/gradient/test_right_and_wrong_formulas.py": 4,
    "tests/derive/gradient/test_second_order.py": 5,
    "tests/derive/gradient/test_second_relatives.py": 8,
    "tests/derive/gradient/test_standard_steps.py": 8,
    "tests/derive/gradient/test_wrong_steps.py": 8,
    "tests/derive/judging/adversary/test_mutants.py": 8,
    "tests/derive/judging/adversary/test_random_documents.py": 6,
    "tests/derive/judging/test_guards.py": 4,
    "tests/derive/judging/test_kinds.py": 10,
    "tests/derive/judging/test_lectures.py": 3,
    "tests/derive/judging/test_published_notation.py": 14,
    "tests/derive/judging/test_published_notes.py": 4,
    "tests/derive/judging/test_ranks_and_sizes.py": 8,
    "tests/derive/judging/test_second_order.py": 10,
    "tests/derive/judging/test_siblings.py": 3,
    "tests/derive/judging/test_single_formulas.py": 8,
    "tests/derive/judging/test_slips_in_notes.py": 4,
    "tests/derive/keeping/test_proofs.py": 4,
    "tests/derive/keeping/test_tables.py": 6,
    "tests/derive/proof/test_functions_adversary.py": 2,
    "tests/derive/reading/formula/test_round_trip.py": 2,
    "tests/derive/writing/test_conventions.py": 3,
    "tests/derive/zoo/test_adversaries.py": 14,
    "tests/derive/zoo/test_second_derivatives.py": 120,
    "tests/derive/zoo/test_zoo.py": 8,
    "tests/derive/zoo/test_zoo_texts.py": 4,
    "tests/numeric/compare/test_any_bound.py": 16,
    "tests/numeric/compare/test_comparison.py": 2,
    "tests/numeric/compare/test_error_bound.py": 4,
    "tests/numeric/compare/test_judgement.py": 4,
    "tests/numeric/compare/test_zoo_bounds.py": 24,
    "tests/numeric/learning/test_any_example.py": 16,
    "tests/numeric/learning/test_worked_example.py": 3,
    "tests/numeric/lowering/scalars/test_bridge.py": 3,
    "tests/numeric/lowering/test_accurate_pass.py": 4,
    "tests/numeric/lowering/test_blocks_of_any_network.py": 60,
    "tests/numeric/lowering/test_one_pass.py": 8,
    "tests/numeric/lowering/test_program.py": 8,
    "tests/numeric/lowering/test_records.py": 6,
    "tests/numeric/lowering/test_samples.py": 6,
    "tests/numeric/model/test_models.py": 6,
    "tests/numeric/scale/test_parts.py": 5,
    "tests/numeric/scale/test_spread.py": 4,
    "tests/numeric/second_order/test_products.py": 24,
    "tests/numeric/test_new_function.py": 12,
    "tests/numeric/tracing/test_losses.py": 60,
    "tests/numeric/tracing/test_primitives.py": 7,
    "tests/numeric/truth/test_any_network.py": 10,
    "tests/numeric/truth/test_certificate.py": 20,
    "tests/numeric/truth/test_hessian_truth.py": 6,
    "tests/numeric/verifying/test_second_order.py": 6,
    "tests/numeric/verifying/test_verify.py": 12,
    "tests/numeric/zoo/test_lowered_zoo.py": 8,
    "tests/numeric/zoo/test_plain_zoo.py": 8,
    "tests/reports/commands/test_functions.py": 4,
    "tests/reports/export/test_colours.py": 3,
    "tests/reports/export/test_export.py": 6,
    "tests/reports/formats/html/test_changes.py": 2,
    "tests/reports/formats/html/test_page_in_browser.py": 8,
    "tests/reports/formats/html/test_play_in_browser.py": 2,
    "tests/reports/formats/markdown/test_dialects.py": 4,
    "tests/reports/formats/markdown/test_document.py": 2,
    "tests/reports/formats/test_derivation.py": 3,
    "tests/reports/formats/test_own_templates.py": 3,
    "tests/reports/lesson/pictures/test_layout.py": 6,
    "tests/reports/lesson/play/test_any_network.py": 40,
    "tests/reports/lesson/test_example_values.py": 4,
    "tests/reports/lesson/test_words_of_networks.py": 12,
    "tests/reports/test_cli.py": 2,
}

# Each repeats, on more or larger networks or in programs of its own, what faster tests look at too.
SELDOM = (
    "derive/gradient/kronecker.py",
    "derive/gradient/network_abilities.py::derive.gradient.network_abilities.second_order",
    "derive/gradient/relatives/",
    "derive/network/definitions.py::derive.network.definitions.Network.second_order",
    "numeric/compare/logits_comparison.py",
    "numeric/learning/newton.py",
    "numeric/second_order/",
    "reports/__init__.py",
    "reports/second_order.py",
    "tests/derive/gradient/test_relatives_with_penalty.py::test_a_hidden",
    "tests/derive/gradient/test_second_order.py::test_what_is_no_kronecker_product_has_none",
    "tests/derive/gradient/test_second_relatives.py::test_a_hidden",
    "tests/derive/gradient/test_second_relatives.py::test_intervals",
    "tests/derive/gradient/test_second_relatives.py::test_the_fisher",
    "tests/derive/gradient/test_second_relatives.py::test_the_lipschitz_constant",
    "tests/derive/gradient/test_second_relatives.py::test_the_outputs",
    "tests/derive/gradient/test_second_relatives.py::test_what_is_not_convex",
    "tests/derive/gradient/test_standard_steps.py::test_either_of_two_proofs_is_enough",
    "tests/derive/judging/adversary/test_mutants.py::test_numbers_say_something_of_most_trees",
    "tests/derive/judging/test_notes.py::test_our_own_report_is_never_refuted",
    "tests/derive/keeping/test_proofs.py::test_no_changed_result_is_taken",
    "tests/derive/proof/numbers/test_exponents.py::test_coordinates_give_the_exponent_back",
    "tests/derive/proof/test_every_size.py::test_no_wrong_formula_holds_for_every_size",
    "tests/derive/proof/test_functions_adversary.py",
    "tests/derive/writing/test_conventions.py::test_every_matrix_form_is_true_in_its_layout",
    "tests/derive/writing/test_conventions.py::test_own_letters_are_written_as_without_a_spelling",
    "tests/derive/writing/test_latex.py::test_every_formula_converts_to_mathml",
    "tests/derive/writing/test_latex.py::test_everything_printed_means_what_it_says",
    "tests/derive/writing/test_matrix_form.py::test_every_definition_and_gradient_of_every_network",
    "tests/derive/writing/test_matrix_form.py::test_every_form_converts_to_mathml",
    "tests/derive/zoo/test_second_derivatives.py::test_every_relative",
    "tests/numeric/compare/test_logit_scale.py",
    "tests/numeric/compare/test_ten_networks.py",
    "tests/numeric/data/test_large_tables.py::test_gradients_of_rows_that_stay_in_their_file",
    "tests/numeric/learning/test_newton.py::test_a_loss_that_curves_down_is_gone_down_too",
    "tests/numeric/learning/test_newton.py::test_it_converges_quadratically_where_gradient_descent_crawls",
    "tests/numeric/learning/test_newton.py::test_real_data",
    "tests/numeric/learning/test_newton.py::test_separable_data_have_no_minimum_and_it_is_said",
    "tests/numeric/learning/test_newton.py::test_two_runs_are_the_same_to_the_last_bit",
    "tests/numeric/learning/test_training.py::test_a_hidden_layer_learns_in_both_formats",
    "tests/numeric/lowering/test_accuracy.py::test_every_normal_component_is_within_four_ulp",
    "tests/numeric/lowering/test_any_network.py",
    "tests/numeric/lowering/test_blocks_of_any_network.py::test_a_traced_function_is_read_in_blocks_where_its_rows_separate",
    "tests/numeric/lowering/test_devices.py",
    "tests/numeric/lowering/test_jax_loss.py::test_mapped_over_samples_it_gives_a_gradient_for_each",
    "tests/numeric/lowering/test_jax_loss.py::test_only_what_is_asked_for_is_computed",
    "tests/numeric/lowering/test_jax_loss.py::test_second_derivatives_in_reverse_mode",
    "tests/numeric/lowering/test_jax_loss.py::test_the_types_of_the_parameters_are_kept",
    "tests/numeric/lowering/test_jax_loss.py::test_value_and_gradient_are_those_of_the_plain_loss",
    "tests/numeric/lowering/test_one_pass.py::test_names_of_the_loop_are_free_for_tensors",
    "tests/numeric/lowering/test_one_pass.py::test_the_gradient_of_what_every_sample_has_is_wanted_whole",
    "tests/numeric/lowering/test_one_pass.py::test_the_number_of_all_samples_inside_a_sum_is_not_that_of_a_block",
    "tests/numeric/second_order/test_comparison.py::test_a_confident",
    "tests/numeric/second_order/test_hessian_program.py::test_a_hidden_layer_is_made_of_pairs_of_units",
    "tests/numeric/second_order/test_hessian_program.py::test_a_second_derivative_that_is_zero",
    "tests/numeric/second_order/test_hessian_program.py::test_every_hessian_of_the_zoo_is_that_of_autodiff",
    "tests/numeric/second_order/test_hessian_program.py::test_hessians_of_networks_made_up_at_random",
    "tests/numeric/second_order/test_products.py::test_norms",
    "tests/numeric/second_order/test_products.py::test_one_sample",
    "tests/numeric/test_precision_switch.py::test_a_program_of_the_user",
    "tests/numeric/tracing/test_losses.py::test_a_loss_is_translated_derived_and_equal_to_autodiff[gmm_lse_b]",
    "tests/numeric/tracing/test_random_losses.py",
    "tests/numeric/verifying/test_numpy_sources.py::test_more_random_programs_are_read_as_numpy_runs_them",
    "tests/numeric/verifying/test_second_order.py::test_axes_in_another_order_are_told",
    "tests/numeric/verifying/test_second_order.py::test_blocks_of_the_same_shape_are_told_by_their_places_or_names",
    "tests/numeric/verifying/test_second_order.py::test_the_gauss_newton_matrix_is_not_the_hessian_of_a_hidden_layer",
    "tests/reports/checking/test_checked_notes.py",
    "tests/reports/commands/test_functions.py::test_a_function_is_exported",
    "tests/reports/commands/test_hosts.py::test_a_killed_host",
    "tests/reports/commands/test_hosts.py::test_eight_devices",
    "tests/reports/commands/test_hosts.py::test_the_same_bits",
    "tests/reports/commands/test_many_rows.py",
    "tests/reports/commands/test_networks.py::test_a_network_of_a_file_is_compared",
    "tests/reports/commands/test_networks.py::test_another_activation_is_compared_with_autodiff",
    "tests/reports/commands/test_networks.py::test_losses_activations_and_penalties",
    "tests/reports/commands/test_second_order.py::test_a_users_function_is_compared_to_the_second_order",
    "tests/reports/export/test_any_network.py",
    "tests/reports/export/test_export.py::test_an_unknown_key_is_told_with_keys_that_are_alike",
    "tests/reports/export/test_myst_plugin.py::test_myst_builds_a_page",
    "tests/reports/export/test_myst_plugin.py::test_the_next_process_derives_nothing_again",
    "tests/reports/formats/html/test_access.py",
    "tests/reports/formats/html/test_changes.py",
    "tests/reports/formats/html/test_fragment.py::test_the_fragment_is_one",
    "tests/reports/formats/html/test_look.py::test_a_template_takes_the_place_of_ours",
    "tests/reports/formats/html/test_mathml.py::test_every_formula_converts[hidden_page]",
    "tests/reports/formats/html/test_moving_parts.py",
    "tests/reports/formats/html/test_page.py::test_a_page_that_would_be_too_large_leaves_out_what_is_missed_least",
    "tests/reports/formats/html/test_page.py::test_eight_hidden_units_and_biases_fit_too",
    "tests/reports/formats/html/test_page.py::test_every_element_is_closed[hidden_page]",
    "tests/reports/formats/html/test_page.py::test_formulas_that",
    "tests/reports/formats/html/test_page.py::test_the_same_report_gives_the_same_bytes",
    "tests/reports/formats/html/test_play_in_browser.py::test_random_numbers_give_what_python_gives[hidden]",
    "tests/reports/formats/latex/test_document.py",
    "tests/reports/formats/markdown/test_dialects.py::test_pandoc_reads_every_formula",
    "tests/reports/formats/markdown/test_dialects.py::test_pandoc_shows_hostile_names_as_they_are",
    "tests/reports/formats/markdown/test_document.py::test_nothing_that_github_refuses",
    "tests/reports/formats/markdown/test_document.py::test_outside_text_that_is_code_or_colour",
    "tests/reports/formats/markdown/test_document.py::test_the_same_report_gives_the_same_text",
    "tests/reports/formats/test_displays.py::test_a_report_is_a_page_inside_the_notebook",
    "tests/reports/formats/test_displays.py::test_the_cells_of_a_real_notebook",
    "tests/reports/formats/test_hostile_names.py::test_pandoc_makes_a_pdf",
    "tests/reports/formats/test_notebook.py::test_the_notebook_agrees_when_it_is_run",
    "tests/reports/formats/test_pdf.py",
    "tests/reports/formats/test_report_formats.py::test_every_format_has_its_file",
    "tests/reports/formats/test_same_bytes.py",
    "tests/reports/lesson/test_activations.py",
    "tests/reports/lesson/test_conventions.py",
    "tests/reports/lesson/test_curvature.py::test_a_loss_without",
    "tests/reports/lesson/test_document.py::test_a_lecture_has_main_steps_and_one_table_of_comparison",
    "tests/reports/lesson/test_document.py::test_a_regression_has_no_word_of_a_classifier",
    "tests/reports/lesson/test_newton.py::test_classes_that_can_be_separated_have_a_second_run_with_weight_decay",
    "tests/reports/lesson/test_newton.py::test_classes_that_overlap",
    "tests/reports/lesson/test_newton.py::test_of_many_rows",
    "tests/reports/system/test_interruption.py::test_an_interruption_that_python_drops_comes_again",
    "tests/reports/test_contract.py",
    "tests/reports/test_golden.py::test_the_report_is_as_it_was[base-two]",
    "tests/reports/test_golden.py::test_the_report_is_as_it_was[hidden]",
    "tests/reports/test_kept_numbers.py::test_a_comparison",
    "tests/reports/test_kept_numbers.py::test_a_report",
    "tests/reports/test_kept_numbers.py::test_a_wheel",
    "tests/reports/test_kept_proofs.py::test_a_report_has_the_same_bytes_whether_its_proofs_were_kept_or_made",
    "tests/reports/test_kept_proofs.py::test_what_a_wheel_has_in_it_answers_the_first_run",
    "tests/reports/test_short_reprs.py",
    "tests/reports/test_sphinx_extension.py::test_a_project_builds_without_a_warning_for_each_builder",
    "tests/reports/test_sphinx_extension.py::test_a_warning_stops_who_asks_for_that",
    "tests/reports/test_sphinx_extension.py::test_several_processes_may_read_the_pages",
    "tests/reports/test_sphinx_extension.py::test_what_cannot_be_is_a_warning_with_its_place",
    "tests/test_readme.py::test_every_block_runs_and_prints_what_it_says",
    "tests/test_settings.py::test_a_test_without_its_tool_is_skipped",
    "tests/test_settings.py::test_of_many_cases_some_are_run_and_all_on_request",
    "tests/test_wheel.py",
)

# The same examples in every run: a failure that is found today is found tomorrow. No deadline: machines differ.
settings.register_profile("backproof", derandomize=True, deadline=None, database=None)
settings.load_profile("backproof")

# What a test looks at was derived in that test.
os.environ.setdefault("BACKPROOF_PROVE_ANEW", "1")

# Plots are drawn to files, never to a window.
os.environ.setdefault("MPLBACKEND", "agg")

# JAX could also refuse to add arrays of different rank; it may not here, since stax's own Dense adds its bias that way.


def program_path(*names: str) -> str:
    """Return the path of the first of these programs that exists; without one, skip the test with a plain reason."""
    for name in names:
        if (path := shutil.which(name)) is not None:
            return path
    pytest.skip(f"{' or '.join(names)} is not installed")


@pytest.fixture(scope="session")
def require_program() -> Callable[..., str]:
    """How a test asks for an outside program: ``require_program("chromium")`` is its path, or skips, or fails."""
    return program_path


@pytest.fixture(scope="session")
def require_node_module() -> Callable[[str], Path]:
    """How a test asks for a Node.js module: the path of ``require_node_module("katex")``; skips, or fails, without it.

    Node.js itself must be there too. The environment variable BACKPROOF_NODE_MODULES names the ``node_modules`` folder.
    """

    def module_path(name: str) -> Path:
        program_path("node")
        folder = os.environ.get(NODE_MODULES, "")
        if folder and (path := Path(folder, name)).is_dir():
            return path.resolve()
        pytest.skip(f"{name} is not installed: {NODE_MODULES} must name a node_modules folder that has it")

    return module_path


@pytest.fixture(scope="session")
def source_tree() -> Path:
    """The root of the checkout; skips when the tests run against an installed wheel, without the source folders."""
    if not any((ROOT / package).is_dir() for package in PACKAGES):
        pytest.skip("the source folders are absent: this run tests the installed wheel")
    return ROOT


def pytest_configure(config: pytest.Config) -> None:
    """With several workers, tests that share what costs seconds go to one of them."""
    if config.getoption("dist", "no") == "load":
        config.option.dist = "loadgroup"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or one of two workers waits at the end while the other runs the README."""
    asked = os.environ.get(EVERY_CASE, "")
    if asked in ("", "0", "rest", "more"):
        more, others = _left_out(items)
        rest = set(more) if asked == "more" else {*more, *others}
        chosen = [item for item in items if (item in rest) == (asked in ("rest", "more"))]
        kept = set(chosen)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = chosen
    for item in items:
        if (together := _together(item)) is not None:
            item.add_marker(pytest.mark.xdist_group(together))
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def _together(item: pytest.Item) -> str | None:
    """What this test shares with others that costs seconds: one worker makes it and runs them all."""
    cases = getattr(item, "callspec", None)
    asked_for = [*getattr(item, "fixturenames", ()), *(str(v) for v in (cases.params.values() if cases else ()))]
    if any(name.endswith(("_report", "_page")) for name in asked_for):
        return "reports"
    return "style" if item.nodeid.startswith("tests/test_style.py") else None


def _left_out(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Of what the test command leaves out what continuous integration runs, and the others.

    It runs the seldom tests, of one with many cases every sixth, and every thirty-sixth case of the other tests.
    """
    tests = [item.nodeid.partition("[")[0] for item in items]
    cases, seen, left_out = Counter(tests), Counter[str](), 0
    more, others = [], []
    for item, test in zip(items, tests, strict=True):
        usual = ONE_OF_MANY if cases[test] > MANY_CASES else 1
        every = ONE_CASE_OF.get(test.partition("::")[0], usual) if cases[test] > 1 else 1
        if item.nodeid.startswith(SELDOM):
            (others if seen[test] % usual else more).append(item)
        elif seen[test] % every:
            (others if left_out % ONE_OF_THE_REST else more).append(item)
            left_out += 1
        seen[test] += 1
    return more, others


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails where the environment says ``BACKPROOF_REQUIRE_TOOLS=1``, as continuous integration does."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(REQUIRE_TOOLS, "") not in ("", "0"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(FINE_TO_SKIP):
            report.outcome = "failed"
            report.longrepr = f"{reason}: but {REQUIRE_TOOLS} says that nothing may be missing"
    return report
