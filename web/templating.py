"""Templates compiled for values that are text already, and attributes that are there.

A page writes some six hundred values. Jinja looks each attribute up by a function that would try items too, and makes
a `Markup` of each text on its way into the page; what a template of ours shows is a dataclass of texts, and all of that
takes twice as long as the writing. An attribute that is missing is an error here, and not an empty text.
"""

from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from web.escaping import written


class _Writing(CodeGenerator):
    """Writes the Python of a template."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 # Jinja's name
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")


class Templates(Environment):
    """Flask's environment of templates, with that."""

    code_generator_class = _Writing
    written = staticmethod(written)


def compile_all(environment: Environment) -> None:
    """Compile every template, so that no reader waits for it, and processes forked later share the code."""
    for name in environment.list_templates():
        environment.get_template(name)
