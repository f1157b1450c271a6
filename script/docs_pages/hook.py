"""MkDocs calls this while it builds the site in one language: adds the generated pages to those that are written.

A site for each language, so that its search finds that language's pages alone. A page's German twin lies beside it as `NAME.de.md`;
its address and its headings' anchors are the English page's.
"""

import sys
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SEARCH_WORDS = yaml.safe_load((ROOT / "docs" / "search_words.yaml").read_text())
sys.path.insert(0, str(ROOT))
# Every other language is in a folder of the English site.
NAMES = {"en": "English", "de": "Deutsch"}


def on_config(config: Any) -> Any:
    """Give the parts of the navigation their names."""
    sections = config.extra.get("sections")
    if sections:
        config.nav = [{sections.get(name, name): part for name, part in entry.items()} for entry in config.nav]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Leave each page in this site's language, and add what is generated."""
    from mkdocs.structure.files import File, InclusionLevel  # noqa: PLC0415  only here

    from script.docs_pages import pages  # noqa: PLC0415  the path is set above
    from script.docs_pages.blueprints import files as blueprints  # noqa: PLC0415  likewise
    from script.docs_pages.pictures import drawn  # noqa: PLC0415  likewise
    from script.docs_pages.playground import assets  # noqa: PLC0415  likewise

    language = config.extra["language"]
    for file in list(files):
        name, _, suffix = file.src_uri.removesuffix(".md").rpartition(".")
        if suffix not in NAMES or not file.src_uri.endswith(".md"):
            continue
        files.remove(file)
        if suffix == language:
            files.remove(files.get_file_from_path(f"{name}.md"))
            files.append(File.generated(config, f"{name}.md", abs_src_path=file.abs_src_path))
    for path, content in (pages(language) | drawn(language) | assets(language)).items():
        files.append(File.generated(config, path, content=content))
    # Once for all languages, and although other YAML files beside the pages are no part of the site.
    for path, content in blueprints().items() if language == "en" else ():
        files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let the search find a page by words that it says otherwise: the theme's search knows them as tags."""
    words = SEARCH_WORDS.get(page.file.src_uri)
    if words:
        page.meta["tags"] = words[config.extra["language"]]
    return markdown


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Offer each language; `on_post_page` knows where that is."""
    config.extra["alternate"] = [
        {"name": name, "lang": language, "link": f"#in-{language}"} for language, name in NAMES.items()
    ]
    return context


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Let the choice of language lead to the same page, wherever the site lies."""
    here = PurePosixPath("/", _folder(config.extra["language"]), page.url)
    for language in NAMES:
        there = PurePosixPath("/", _folder(language), page.url)
        link = there.relative_to(here, walk_up=True)
        output = output.replace(f'"#in-{language}"', f'"{link}/"')
    return output


def _folder(language: str) -> str:
    return "" if language == "en" else language
