"""One document, one way: what became of it and what it took, as a line of JSON. See the folder's ``__main__``."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

GOOD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="red"/></svg>'


def drawn(way: str, text: str, server: str) -> str:
    import svgguard
    from svgguard.rendering import CostError, RenderError

    try:
        if way == "render":
            svgguard.render(text)
        elif way == "png":
            result = svgguard.repair(text)
            if result.svg is None:
                return "rejected"
            assert result.png
        else:
            result = svgguard.generate("a hostile thing", base_url=server, api_key="none", model="none")
            codes = [fault.code for fault in result.faults if fault.code.startswith("U03")]
            return f"{result.status}: {codes}"
    except CostError as error:
        return f"refused: {error}"
    except RenderError as error:
        return f"{error.fault or 'not drawn'}: {error}"
    return "drawn"


def main(way: str, path: str, server: str) -> None:
    os.environ["SVGGUARD_LOG"] = "off"
    outcome = drawn(way, Path(path).read_text(encoding="utf-8"), server)
    import svgguard

    after = svgguard.render(GOOD, size=9).image.getpixel((4, 4)) == (255, 0, 0, 255)
    from svgguard.rendering import pool

    pool._close()  # the workers' time counts once they have been waited for
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime
    rss = max(own.ru_maxrss, workers.ru_maxrss) / 1024
    print(json.dumps({"outcome": outcome[:90], "cpu": cpu, "rss": rss, "after": after}))


if __name__ == "__main__":
    main(*sys.argv[1:])
