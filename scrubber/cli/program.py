"""The program itself: its sub-commands by name, and the options that every one of them takes."""

from __future__ import annotations

import os
from importlib import import_module

import click

from scrubber import __version__
from scrubber.cli import options

# Name, and what ``--help`` says of it.  A command stands in the module and under the name of its
# own: ``scrubber.cli.scan.scan``.
COMMANDS = {
    "audit": "Report the card data in mailboxes, and mask it with --fix.",
    "config": "Check a configuration file, or print an example with every key.",
    "demo": "Show the relay at work on sample mails in five languages.",
    "doctor": "Try everything that has to work, and say what to do.",
    "digest": "Tell what happened to mail with card data.",
    "evidence": "Make the pack of a quarter for an assessor, as plain files in a directory.",
    "explain": "Say why something in a message is or is not taken for card data.",
    "init": "Ask five questions, and write a configuration and systemd units.",
    "pay": "Make payment links for orders, and see which were paid.",
    "login": "Log in to a mailbox at Microsoft or Google.",
    "policy": "Write the shop's texts about card details.",
    "redact": "Read one message, write it with card data masked.",
    "relay": "Take mail by SMTP, mask card data, pass it on.",
    "reply": "Show and check the answers to customers.",
    "rules": "Check the rule files.",
    "scan": "Report card data in files, folders, Maildirs and mboxes.",
    "webhook": "Take the payment provider's notifications.",
    "status": "Tell what is known of an order.",
    "watch": "Watch mailboxes by IMAP, and mask the card data in them.",
}


_MODULES = {"status": "order_status"}
"""Commands whose module is called otherwise: status.py holds the exit statuses."""


class Program(click.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command and give it the options of the program."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"scrubber.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, cmd_name)
        options.share_with(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Guess what a misspelt command was to be."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            from difflib import get_close_matches

            close = " or ".join(f"'{each}'" for each in get_close_matches(name.lower(), COMMANDS))
            guess = f" Did you mean {close}?" if close else ""
            ctx.fail(f"No such command '{name}'.{guess}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=Program, params=options.shared())
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def program(context: click.Context) -> None:
    """Mask payment card numbers and security codes in mail before anybody reads it."""
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False
