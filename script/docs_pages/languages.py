"""The page of languages: which there are, and what each calls the things that this project is about."""

from collections.abc import Mapping

import yaml

from .markdown import page, table
from .texts import DOCS, Tongue

LEAD = (
    "A language is three files: `translations/LANGUAGE.json` for what Home Assistant shows, `frontend/src/texts/LANGUAGE.json` for the "
    "card, and `docs/blueprints/LANGUAGE.yaml` for the blueprints. Copy those of another language, translate the values, and keep what "
    "is in braces. Write as Home Assistant's own translation does. Add your words below to `docs/glossary.yaml`; tests hold that they "
    "are used throughout, that nothing is left in English, and that what stands on a button fits on it."
)


def language_pages(spoken: Tongue) -> dict[str, str]:
    """Return the page by its path."""
    glossary: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load((DOCS / "glossary.yaml").read_text())
    languages = list(next(iter(glossary.values())))
    rows = [[f"**{term}**", *(words[language][0] for language in languages)] for term, words in glossary.items()]
    return {
        "contribute/languages.md": page(spoken.say("Languages"), table(["en", *languages], rows), lead=spoken.say(LEAD))
    }
