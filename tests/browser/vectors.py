"""Documents that try to run a script or to fetch something, by class: what the policies are proved on in a browser.

``@U@`` stands for an address of the loopback server, ``@R@`` for the same without its host, ``@J@`` for a script that
says on the console that it ran. Each is written by hand for one way in; what browsers do not fall for is kept, since
another browser, or the next version, may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
PAGE = '<rect width="100" height="100" fill="#eee"/>'


@dataclass(frozen=True, slots=True)
class Vector:
    """One document; `name` is unique."""

    kind: str
    name: str
    text: str


def svg(body: str, attributes: str = "", before: str = "") -> str:
    """A document of 400 by 400 pixels, so that every click meets it."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{before}<svg {names} viewBox="0 0 100 100" width="400" height="400" {attributes}>{body}</svg>'


def scripts() -> Iterator[str]:
    """Elements that are scripts."""
    places = ("@", "<defs>@</defs>", "<g>@</g>", "<symbol>@</symbol>", "<text y='9'>a@</text>", "<switch>@</switch>",
              "<mask id='m'>@</mask>", "<metadata>@</metadata>", "<desc>@</desc>", "<title>@</title>", "<a>@</a>",
              "<foreignObject width='9' height='9'>@</foreignObject>", "<unknown>@</unknown>")  # fmt: skip
    yield from (svg(PAGE + place.replace("@", "<script>@J@</script>")) for place in places)
    h = 'xmlns:h="http://www.w3.org/1999/xhtml"'
    for one in (
        "<script><![CDATA[@J@]]></script>",
        '<script type="text/ecmascript">@J@</script>',
        '<script type="application/javascript">@J@</script>',
        '<script type="module">@J@</script>',
        '<script type="">@J@</script>',
        '<script href="@U@"/>',
        '<script xlink:href="@U@"/>',
        '<script href="data:text/javascript,@J@"/>',
        '<script xlink:href="data:,@J@"/>',
        f"<script {XHTML}>@J@</script>",
        f'<script {XHTML} src="@U@"></script>',
        f"<h:script {h}>@J@</h:script>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg'>@J@</s:script>",
        "<SCRIPT>@J@</SCRIPT>",
        "<sCript>@J@</sCript>",
        "<script xmlns=''>@J@</script>",
        "<script xmlns='urn:x'>@J@</script>",
        "<desc><SCRIPT>@J@</SCRIPT></desc>",
        "<script><script>@J@</script></script>",
        "<script>&#47;**/@J@</script>",
        "<script\n>@J@</script\n>",
        "<script/><script>@J@</script>",
        '<handler type="application/ecmascript" ev:event="load" xmlns:ev="http://www.w3.org/2001/xml-events">@J@</handler>',
        f"<script {XHTML} type='importmap'>{{}}</script><script>@J@</script>",
        f'<script {XHTML} type=\'speculationrules\'>{{"prefetch":[{{"urls":["@U@"]}}]}}</script>',
        "<style><script>@J@</script></style>",
        "<g><s:g xmlns:s='http://www.w3.org/2000/svg'><s:script>@J@</s:script></s:g></g>",
    ):
        yield svg(PAGE + one)


def handlers() -> Iterator[str]:
    """Attributes that are scripts."""
    for name in ("onload", "onclick", "onmousemove", "onmouseover", "onmousedown", "onmouseup", "onpointerdown",
                 "onpointermove", "onpointerup", "onfocus", "onfocusin", "onresize", "onscroll", "onunload", "onmouseenter",
                 "onbeforeinput", "onauxclick", "oncontextmenu", "onkeydown", "ongotpointercapture", "onsecuritypolicyviolation"):  # fmt: skip
        yield svg(PAGE, f'tabindex="0" {name}="@J@"')
    for one in (
        '<rect width="100" height="100" onclick="@J@"/>',
        '<g onmousedown="@J@"><rect width="100" height="100"/></g>',
        '<rect width="100" height="100" onclick = \n"@J@"/>',
        "<rect width='100' height='100' onclick='&#47;**/@J@'/>",
        '<rect width="100" height="100" ONCLICK="@J@"/>',
        '<rect width="100" height="100" onClick="@J@"/>',
        '<text y="50" font-size="50" onmouseover="@J@">wide</text>',
        '<set attributeName="x" to="1" onbegin="@J@"/>',
        '<animate attributeName="x" dur="0.05s" to="1" onend="@J@"/>',
        '<animate attributeName="x" dur="0.02s" repeatCount="9" to="1" onrepeat="@J@"/>',
        '<animateTransform attributeName="transform" type="rotate" dur="1s" to="1" onbegin="@J@"/>',
        '<animateMotion path="M0 0" dur="1s" onbegin="@J@"/>',
        '<image href="data:," onerror="@J@" width="9" height="9"/>',
        '<image href="@U@" onerror="@J@" width="9" height="9"/>',
        '<image href="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" onload="@J@" width="9" height="9"/>',
        '<style onload="@J@">a{}</style>',
        '<rect width="100" height="100" tabindex="0" autofocus="" onfocus="@J@"/>',
        '<a href="#x" tabindex="0" autofocus="autofocus" onfocusin="@J@"><rect width="100" height="100"/></a>',
        '<style>@keyframes k{to{opacity:.5}} rect{animation:k .02s}</style><rect width="9" height="9" onanimationend="@J@"/>',
        '<style>@keyframes k{to{opacity:.5}} rect{animation:k .5s}</style><rect width="9" height="9" onanimationstart="@J@"/>',
        '<foo xmlns="urn:x" onclick="@J@">a</foo>',
        f'<foreignObject width="100" height="100"><div {XHTML} onclick="@J@">aaaaaaaaaaaaaaaa</div></foreignObject>',
        f'<foreignObject width="100" height="100"><body {XHTML} onload="@J@">a</body></foreignObject>',
        f'<foreignObject width="100" height="100"><img {XHTML} src="data:," onerror="@J@"/></foreignObject>',
        f'<foreignObject width="100" height="100"><details {XHTML} open="" ontoggle="@J@">a</details></foreignObject>',
        f'<foreignObject width="100" height="100"><input {XHTML} autofocus="" onfocus="@J@"/></foreignObject>',
        f'<foreignObject width="100" height="100"><marquee {XHTML} onstart="@J@">a</marquee></foreignObject>',
        f'<foreignObject width="100" height="100"><video {XHTML} onerror="@J@"><source src="data:,"/></video></foreignObject>',
        '<desc><img src="data:," onerror="@J@"/></desc>',
        '<title><IMG SRC="data:," ONERROR="@J@"/></title>',
        '<p/><img src="data:," onerror="@J@"/>',
        '<svg onload="@J@"/>',
        '<svg><svg onload="@J@" width="9"/></svg>',
        '<iframe onload="@J@"/>',
        '<rect xmlns:e="http://www.w3.org/2001/xml-events" e:event="click" e:handler="#h" width="9" height="9"/><script id="h">@J@</script>',
    ):
        yield svg(PAGE + one)


def addresses() -> Iterator[str]:
    """Links and other addresses that are scripts."""
    cover = '<rect width="100" height="100"/>'
    for address in ("javascript:@J@", "JaVaScRiPt:@J@", " javascript:@J@", "&#9;javascript:@J@", "java&#10;script:@J@",
                    "java&#x09;script:@J@", "javascript&#58;@J@", "&#106;avascript:@J@", "&#1;javascript:@J@"[4:],
                    "javascript://%0A@J@", "data:text/html,&lt;script>@J@&lt;/script>",
                    "data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' onload='@J@'/>"):  # fmt: skip
        yield svg(f'<a href="{address}">{cover}</a>')
        yield svg(f'<a xlink:href="{address}"><text y="60" font-size="60">wide</text></a>')
    for one in (
        f'<a href="javascript:@J@" target="_blank">{cover}</a>',
        f'<a xlink:href="javascript:@J@" href="#x">{cover}</a>',
        f'<x:a xmlns:x="http://www.w3.org/2000/svg" href="javascript:@J@">{cover}</x:a>',
        f'<a xmlns:y="http://www.w3.org/1999/xlink" y:href="javascript:@J@">{cover}</a>',
        f'<foreignObject width="100" height="100"><a {XHTML} href="javascript:@J@"><div style="font-size:90px">wide</div></a></foreignObject>',
        f'<foreignObject width="100" height="100"><form {XHTML} action="javascript:@J@"><button style="font-size:60px">wide</button></form></foreignObject>',
        f'<foreignObject width="100" height="100"><form {XHTML}><button formaction="javascript:@J@" style="font-size:60px">wide</button></form></foreignObject>',
        f'<foreignObject width="100" height="100"><iframe {XHTML} src="javascript:@J@"></iframe></foreignObject>',
        f'<foreignObject width="100" height="100"><object {XHTML} data="javascript:@J@"></object></foreignObject>',
        f'<foreignObject width="100" height="100"><embed {XHTML} src="javascript:@J@"/></foreignObject>',
        f'<foreignObject width="100" height="100"><meta {XHTML} http-equiv="refresh" content="0;url=javascript:@J@"/></foreignObject>',
        '<math xmlns="http://www.w3.org/1998/Math/MathML" href="javascript:@J@"><mi>x</mi></math>',
        '<foreignObject width="100" height="100"><math xmlns="http://www.w3.org/1998/Math/MathML"><mi href="javascript:@J@">xxxxxxxxxx</mi></math></foreignObject>',
        "<use href=\"data:image/svg+xml,&lt;svg id='x' xmlns='http://www.w3.org/2000/svg' onload='@J@'/>#x\"/>",
        '<image href="javascript:@J@" width="9" height="9"/>',
        '<iframe href="javascript:@J@" src="javascript:@J@"/>',
    ):
        yield svg(one)
    for target in ('<set attributeName="href" to="javascript:@J@"/>',
                   '<set attributeName="xlink:href" to="javascript:@J@"/>',
                   '<animate attributeName="href" values="javascript:@J@;#a" dur="9s"/>',
                   '<animate attributeName="href" from="javascript:@J@" to="#a" dur="9s" fill="freeze"/>',
                   '<animate attributeName="xlink:href" values="#a;javascript:@J@" dur="0.01s" fill="freeze"/>',
                   '<animate attributeName=" href " to="javascript:@J@" dur="0.01s" fill="freeze"/>',
                   '<animate attributeName="href" by="javascript:@J@" dur="0.01s" fill="freeze"/>',
                   '<set attributeName="href" begin="mouseover" to="javascript:@J@"/>'):  # fmt: skip
        yield svg(f'<a href="#q">{target}{cover}</a>')
        yield svg(f'<a id="q" xlink:href="#q">{cover}</a>' + target.replace(" ", ' href="#q" ', 1))


def images() -> Iterator[str]:
    """Images, uses and references that are fetched."""
    for address in ("@U@", " @U@", "@U@?a=b&amp;c", "@R@", "//127.0.0.1:@P@@R@", "photo.png", "./photo", "photo", "../photo",
                    "a b", "?q", "http:&#9;//127.0.0.1:@P@@R@", "HTTP://127.0.0.1:@P@@R@", "\\\\127.0.0.1:@P@@R@", "h&#10;ttp://127.0.0.1:@P@@R@", "@U@#a", "photo#a"):  # fmt: skip
        yield svg(f'<image href="{address}" width="9" height="9"/>')
        yield svg(f'<image xlink:href="{address}" width="9" height="9"/>')
    for one in (
        '<use href="@U@#a"/>',
        '<use xlink:href="other.svg#a"/>',
        '<use href="other#a"/>',
        '<use href="other"/>',
        '<filter id="f"><feImage href="@U@"/></filter><rect filter="url(#f)" width="9" height="9"/>',
        '<filter id="f"><feImage xlink:href="photo"/></filter><rect filter="url(#f)" width="9" height="9"/>',
        '<pattern id="p" width="9" height="9"><image href="@U@" width="9" height="9"/></pattern><rect fill="url(#p)" width="9" height="9"/>',
        '<mask id="m"><image href="@U@" width="9" height="9"/></mask><rect mask="url(#m)" width="9" height="9"/>',
        '<symbol id="s"><image href="@U@" width="9" height="9"/></symbol><use href="#s"/>',
        '<marker id="k"><image href="@U@" width="9" height="9"/></marker><path marker-end="url(#k)" d="M0 0h9"/>',
        '<switch><image href="@U@" width="9" height="9"/></switch>',
        '<svg><image href="@U@" width="9" height="9"/></svg>',
        '<x:image xmlns:x="http://www.w3.org/2000/svg" href="@U@" width="9" height="9"/>',
        '<image xmlns:y="http://www.w3.org/1999/xlink" y:href="@U@" width="9" height="9"/>',
        '<image href="#a" xlink:href="@U@" width="9" height="9"/>',
        '<image href="@U@" width="9" height="9" crossorigin="anonymous"/>',
        '<image src="@U@" width="9" height="9"/><p/><image src="@U@"/>',
        '<desc><image src="@U@"/></desc>',
        '<linearGradient id="g" href="@U@#g"/><rect fill="url(#g)" width="9" height="9"/>',
        '<pattern id="g" href="other.svg#g"/><rect fill="url(#g)" width="9" height="9"/>',
        '<filter id="g" href="@U@#g"/><rect filter="url(#g)" width="9" height="9"/>',
        '<text y="9"><textPath href="@U@#p">a</textPath></text>',
        '<animateMotion dur="1s"><mpath href="@U@#p"/></animateMotion>',
        '<text y="9"><tref xlink:href="@U@#p"/></text>',
        '<cursor id="c" xlink:href="@U@"/><rect cursor="url(#c)" width="100" height="100"/>',
        '<font-face font-family="q"><font-face-src><font-face-uri xlink:href="@U@"/></font-face-src></font-face><text font-family="q" y="9">a</text>',
        '<video src="@U@" width="9" height="9"/>',
        '<audio src="@U@"/>',
        '<iframe src="@U@" width="9" height="9"/>',
        '<image href="photo" xml:base="@U@/" width="9" height="9"/>',
        '<image href="data:image/svg+xml,&lt;svg xmlns=\'http://www.w3.org/2000/svg\'>&lt;image href=\'@U@\' width=\'9\' height=\'9\'/>&lt;/svg>" width="9" height="9"/>',
        '<image width="9" height="9"><set attributeName="href" to="@U@"/></image>',
        '<image href="#" width="9" height="9"><set attributeName="xlink:href" to="photo"/></image>',
        '<image href="#" width="9" height="9"><animate attributeName="href" values="@U@;#b" dur="9s"/></image>',
        '<image href="#" width="9" height="9"><animate attributeName="href" to="@U@" dur="0.01s" fill="freeze"/></image>',
        '<image id="i" width="9" height="9"/><set href="#i" attributeName="href" to="@U@"/>',
        '<use href="#"><set attributeName="href" to="@U@#a"/></use>',
        '<filter id="f"><feImage><set attributeName="href" to="@U@"/></feImage></filter><rect filter="url(#f)" width="9" height="9"/>',
        '<image width="9" height="9"><set attributeName="href" begin="mousedown" to="@U@"/></image>' + PAGE,
        '<rect width="9" height="9"><set attributeName="fill" to="url(@U@#a)"/></rect>',
        '<rect width="9" height="9"><set attributeName="filter" to="url(@U@#a)"/></rect>',
        '<rect width="9" height="9"><animate attributeName="mask" values="url(@U@#a);none" dur="9s"/></rect>',
        '<rect width="100" height="100"><set attributeName="cursor" to="url(@U@),auto"/></rect>',
        '<rect width="9" height="9"><set attributeName="clip-path" to="u\\72l(@U@#a)"/></rect>',
        '<path d="M0 0h9" stroke="red"><set attributeName="marker-end" to="url(@U@#a)"/></path>',
        '<rect width="9" height="9"><set attributeName="style" to="background:url(@U@)"/></rect>',
    ):  # fmt: skip
        yield svg(one)


def sheets() -> Iterator[str]:
    """What style sheets, style attributes and presentation attributes fetch."""
    box = '<rect class="b" width="100" height="100"/><text y="50" class="t">text</text>'
    for css in ('@import url(@U@);', '@import url("@U@");', '@import "@U@";', "@import'@U@';", '@import"@U@";', '@IMPORT "@U@";',
                '@\\69mport "@U@";', '@im\\70 ort "@U@";', '@import/**/"@U@";', '/**/@import "@U@"', '@import url(@U@) screen;',
                '@import "@U@" layer(a);', '@charset "utf-8";@import "@U@";', '@layer a;@import "@U@";', '@import url( "@R@" );',
                '@import "sheet";', '@import url(sheet);', '@import\n"@U@"\n;', '@import u\\72l(@U@);', '<![CDATA[@import "@U@";]]>',
                '&#64;import "@U@";', '@&#105;mport "@U@";', '@im<!-- -->port "@U@";', '<?p?>@import "@U@";', '@import "\\68ttp://127.0.0.1:@P@@R@";',
                '<!--@import "@U@";-->', '/*<g>*/@import "@U@";/*</g>*/', '<g/>@import "@U@";', '@import "@U@" supports(display:grid);'):  # fmt: skip
        yield svg(f"<style>{css}</style>{box}")
    for value in ('background:url(@U@)', 'background-image:url("@U@")', "background:URL('@U@')", 'background:u\\72l(@U@)',
                  'background:\\75rl(@U@)', 'background:u\\000072l("@U@")', 'background:url(/**/@U@)', 'background:url(\n@U@\n)', 'list-style-image:url(@U@);display:list-item',
                  'border-image:url(@U@) 9;border:9px solid', 'cursor:url(@U@),auto', 'fill:url(@U@#a)', 'stroke:url(@U@#a)',
                  'filter:url(@U@#a)', 'mask:url(@U@#a)', 'mask-image:url(@U@)', '-webkit-mask:url(@U@)', '-webkit-mask-image:url(@U@)',
                  'clip-path:url(@U@#a)', 'marker-end:url(@U@#a)', 'shape-inside:url(@U@)', 'content:url(@U@)', 'offset-path:url(@U@#a)',
                  'background:image-set("@U@" 1x)', 'background:image-set(url(@U@) 1x)', 'background:-webkit-image-set(url(@U@) 1x)', 'background:im\\61ge-set("@U@" 1x)',
                  'background:-webkit-cross-fade(url(@U@),url(@U@),50%)', 'background:cross-fade(url(@U@) 50%,red)', 'background:src("@U@")', 'background:image("@U@")',
                  '--a:url(@U@);background:var(--a)', '--a:"@U@";background:image-set(var(--a) 1x)', 'background:url(photo)', 'background:url(@R@)',
                  'background:url("data:image/svg+xml,&lt;svg>"),url(@U@)', 'background:url(@U@', 'background:url("@U@', 'fill:red;;background:url(@U@)',
                  'background:var(--q,url(@U@))', '-webkit-border-image:url(@U@) 9;border:9px solid', '-webkit-box-reflect:below 0 url(@U@)'):  # fmt: skip
        yield svg(f"<style>svg{{{value}}}</style>{box}")
        yield svg(box, f"style='{value}'")
    for value in ('fill="url(@U@#a)"', 'stroke="url(@U@#a)"', 'filter="url(@U@#a)"', 'mask="url(@U@#a)"', 'clip-path="url(@U@#a)"',
                  'cursor="url(@U@),auto"', 'fill="u\\72l(@U@#a)"', 'filter="\\75rl(@U@#a)"', "mask='URL(\"@U@#a\")'", 'mask="url(other.svg#a)"', 'filter="url(other)"',
                  'fill="url( @U@#a ) red"', 'marker-end="url(@U@#a)"', 'marker="url(@U@#a)"', 'marker-start="url(@R@#a)"', 'clip-path="url(&#9;@U@#a)"',
                  'mask="image-set(&quot;@U@&quot; 1x)"', 'filter="url(#a) url(@U@#a)"', 'filter="src(&quot;@U@#a&quot;)"'):  # fmt: skip
        yield svg(f'<path d="M0 0h100v100" {value}/>')
    for sheet in ('@font-face{font-family:q;src:url(@U@)}text{font-family:q}', '@font-face{font-family:q;src:local("zz"),url("@U@") format("woff2")}text{font-family:q}',
                  '@media screen{svg{background:url(@U@)}}', '@supports(display:grid){svg{background:url(@U@)}}', '@layer a{svg{background:url(@U@)}}',
                  '@container (width>1px){svg{background:url(@U@)}}', 'svg{&amp; rect{fill:red;background:url(@U@)} background:url(@U@)}', '@keyframes k{to{background:url(@U@)}}svg{animation:k .1s infinite}',
                  'svg:hover{background:url(@U@)}', 'rect:active{filter:url(@U@#a)}', ':root{--b:url(@U@)}svg{background:var(--b)}', 'svg::before{content:url(@U@)}',
                  '@counter-style c{system:cyclic;symbols:url(@U@)}svg{list-style:c}', '@scope(svg){:scope{background:url(@U@)}}', '@property --p{syntax:"*";inherits:false;initial-value:url(@U@)}svg{background:var(--p)}',
                  '@document url(@U@){svg{background:url(@U@)}}', 'svg{background:url(@U@', '@media all{@import "@U@";svg{background:url(@U@)}', '@starting-style{svg{background:url(@U@)}}', 'a{}}svg{background:url(@U@)}'):  # fmt: skip
        yield svg(f"<style>{sheet}</style>{box}")
    for one in (
        f"<style {XHTML}>@import url(@U@);</style>",
        f"<style {XHTML}>svg{{background:url(@U@)}}</style>",
        f"<defs><style {XHTML}>@import'@U@';</style></defs>",
        '<h:style xmlns:h="http://www.w3.org/1999/xhtml">@import "@U@";</h:style>',
        '<s:style xmlns:s="http://www.w3.org/2000/svg">@import "@U@";</s:style>',
        '<STYLE>@import "@U@";</STYLE>',
        '<desc><style>@import "@U@";</style></desc>',
        '<title><style><!--@import "@U@";--></style></title>',
        '<foreignObject width="9" height="9"><style><!--@import "@U@";--></style></foreignObject>',
        '<style type="text/css">@import "@U@";</style>',
        '<style type="">@import "@U@";</style>',
        '<style media="screen">@import "@U@";</style>',
        '<style xmlns="">@import "@U@";</style><p/><style xmlns="">@import "@U@";</style>',
        f'<foreignObject width="100" height="100"><div {XHTML} style="background:url(@U@)">x</div></foreignObject>',
        f'<foreignObject width="100" height="100"><div {XHTML} style="background:u\\72l(@U@)">x</div></foreignObject>',
        f'<foreignObject width="100" height="100"><p {XHTML} style="list-style:url(photo);display:list-item">x</p></foreignObject>',
    ):
        yield svg(one + box)


def html() -> Iterator[str]:
    """Elements of HTML: in a foreignObject, beside the shapes, and in what a page reads as HTML."""
    bodies = (
        '<img src="@U@"/>', '<img src="photo"/>', '<img srcset="@U@ 1x"/>', '<img src="data:," srcset="photo 2x, @U@ 1x"/>',
        '<picture><source srcset="@U@"/><img src="data:,"/></picture>', '<video src="@U@" autoplay=""></video>', '<video poster="@U@"></video>',
        '<video autoplay=""><source src="@U@"/></video>', '<audio src="@U@" autoplay=""></audio>', '<video><track default="" src="@U@"/></video>',
        '<iframe src="@U@"></iframe>', '<iframe srcdoc="&lt;script>@J@&lt;/script>"></iframe>', '<embed src="@U@"/>', '<object data="@U@"></object>',
        '<object type="text/html" data="photo"></object>', '<form action="@U@"><button style="width:400px;height:400px">go</button></form>',
        '<form><button formaction="@U@" style="width:400px;height:400px">go</button></form>', '<form action="@U@"><input type="image" src="@U@" style="width:400px;height:400px"/></form>',
        '<form action="@U@"><input type="submit" style="width:400px;height:400px"/></form>',
        '<input type="image" src="photo"/>', '<meta http-equiv="refresh" content="0;url=@U@"/>', '<meta http-equiv="REFRESH" content="0; url=photo"/>', '<link rel="stylesheet" href="@U@"/>',
        '<link rel="preload" as="image" href="@U@"/>', '<link rel="prefetch" href="@U@"/>', '<link rel="icon" href="@U@"/>', '<link rel="modulepreload" href="@U@"/>', '<base href="@U@/"/><img src="photo"/>',
        '<body background="@U@">a</body>', '<table background="@U@"><tr><td background="@U@">a</td></tr></table>', '<style>@import "@U@";</style>', '<div style="background:url(@U@)">a</div>',
        '<a href="@U@" style="display:block;width:400px;height:400px">a</a>', '<a href="#x" ping="@U@" style="display:block;width:400px;height:400px">a</a>',
        '<frameset><frame src="@U@"/></frameset>', '<bgsound src="@U@"/>', '<image src="@U@"/>', '<applet code="@U@"></applet>', '<script src="@U@"></script>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="@U@" width="9" height="9"/></svg>', '<math xmlns="http://www.w3.org/1998/Math/MathML"><mtext><img xmlns="http://www.w3.org/1999/xhtml" src="@U@"/></mtext></math>',
        '<template shadowrootmode="open"><img src="@U@"/></template>', '<div><template shadowrootmode="open"><style>:host{background:url(@U@)}</style></template></div>', '<select><option><img src="@U@"/></option></select>', '<noscript><img src="@U@"/></noscript>', '<canvas><img src="@U@"/></canvas>',
        '<portal src="@U@"></portal>', '<fencedframe src="@U@"></fencedframe>', '<div popover="" id="p"><img loading="lazy" src="@U@"/></div>', '<isindex src="@U@"/>', '<keygen autofocus="" onfocus="@J@"/>', '<img src="@U@" loading="eager" decoding="sync"/>', '<video controls="" src="photo"></video>',
        '<link rel="preconnect" href="@U@"/><link rel="manifest" href="@U@"/>',
    )  # fmt: skip
    for body in bodies:
        named = body.replace(" ", f" {XHTML} ", 1) if " " in body.split(">")[0] else body.replace(">", f" {XHTML}>", 1)
        yield svg(f'<foreignObject width="100" height="100">{named}</foreignObject>')
        yield svg(named + PAGE)
    for body in bodies[::3]:
        yield svg(f"<desc>{body}</desc>{PAGE}")
    for body in bodies[1::3]:
        yield svg(body + PAGE)
    for body in bodies[2::4]:
        yield svg(f'<foreignObject width="100" height="100">{body}</foreignObject>')


def types() -> Iterator[str]:
    """What a document type brings: defaults of attributes, entities."""
    for subset in ('<!ATTLIST svg onload CDATA "@J@">', '<!ATTLIST rect onclick CDATA #FIXED "@J@">', '<!ATTLIST image href CDATA "@U@">',
                   '<!ATTLIST rect style CDATA "background:url(@U@)" fill CDATA "url(@U@#a)">', '<!ATTLIST a href CDATA "javascript:@J@">', '<!ATTLIST style xmlns CDATA "http://www.w3.org/1999/xhtml">',
                   '<!ATTLIST g xmlns CDATA "http://www.w3.org/1999/xhtml"><!ATTLIST img src CDATA "@U@">',
                   '<!ENTITY u "@U@">', "<!ENTITY u '&#60;script>@J@&#60;/script>'>", "<!ENTITY u '&#60;image href=\"@U@\" width=\"9\" height=\"9\"/>'>", '<!ENTITY % p "&#60;!ATTLIST svg onload CDATA &#39;@J@&#39;>"> %p;',
                   '<!ENTITY u SYSTEM "@U@">', '<!ENTITY % q SYSTEM "@U@"> %q;', '<!ENTITY a "java"><!ENTITY u "&a;script:@J@">', '<!ENTITY u "&#64;import \'@U@\';">'):  # fmt: skip
        use = "&u;" if "ENTITY u" in subset else ""
        value = use if use and "60;" not in subset and "SYSTEM" not in subset else "#a"
        body = f'<image width="9" height="9"/><a href="{value}"><rect width="100" height="100"/></a><style>{use if "import" in subset else "a{}"}</style><g><img/></g>{use if "60;" in subset or "SYSTEM" in subset else ""}'
        yield svg(body, before=f"<!DOCTYPE svg [{subset}]>")
    for doctype in ('<!DOCTYPE svg SYSTEM "@U@">', '<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "@U@">', "<!DOCTYPE svg [<!ENTITY x '><img src=\"@U@\">'>]>",
                    "<!DOCTYPE svg [<!--><img src='@U@'>-->]>", "<!DOCTYPE svg SYSTEM '><img src=@U@>'>", "<!DOCTYPE svg [<?p ><script>@J@</script>?>]>"):  # fmt: skip
        yield svg(PAGE, before=doctype)


def instructions() -> Iterator[str]:
    """Processing instructions: style sheets, transformations, and what a page reads out of them."""
    for before in ('<?xml-stylesheet href="@U@"?>', '<?xml-stylesheet type="text/css" href="@U@"?>', '<?xml-stylesheet href="sheet" type="text/css"?>', '<?xml-stylesheet type="text/xsl" href="@U@"?>', '<?xml-stylesheet type="application/xslt+xml" href="@R@"?>',
                   '<?xml-stylesheet type="text/css" href="data:text/css,%40import%20%22@U@%22;"?>', "<?xml-stylesheet\ttype='text/xsl'\nhref='#x'?>", '<?x ><script>@J@</script>?>', "<?x ><img src='@U@'>?>", "<?php echo '><img src=@U@>' ?>", "<?xml-stylesheet alternate='yes' title='t' href='@U@'?>",
                   '<?xml-stylesheet type="text/xsl" href="data:text/xml,&lt;x/>"?>', "<?xml-model href='@U@'?>", "<?import namespace='t' implementation='@U@'?>"):  # fmt: skip
        yield svg(PAGE, before=before)
    for inside in ("<?x ><img src='@U@'>?>", "<?x ><script>@J@</script>?>", "<g><?y ><svg onload='@J@'>?></g>", "<text><?z ></text><img src='@U@'>?></text>", "<desc><?x ><img src='@U@'>?></desc>"):  # fmt: skip
        yield svg(inside + PAGE)
    xsl = '<xsl:stylesheet id="x" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"><script xmlns="http://www.w3.org/1999/xhtml">@J@</script></xsl:template></xsl:stylesheet>'
    yield svg(xsl + PAGE, before='<?xml-stylesheet type="text/xsl" href="#x"?>')
    yield svg(f"<metadata>{xsl}</metadata>{PAGE}", before="<?xml-stylesheet href='#x' type='text/xml'?>")
    yield svg(PAGE + "<?xml-stylesheet href='@U@'?>")
    yield svg(PAGE) + "<?x ><img src='@U@'>?>"
    yield svg(PAGE) + "<?xml-stylesheet href='@U@'?>"


def readings() -> Iterator[str]:
    """What XML reads as text or a comment, and a page reads as markup."""
    img, run = "<img src='@U@'>", "<script>@J@</script>"
    for live in (img, run, "<svg onload='@J@'>"):
        yield svg(f"<!--->{live}-->{PAGE}")
        yield svg(f"<!-->{live}-->{PAGE}")
        yield svg(PAGE) + f"<!-->{live}-->"
        yield svg(PAGE, before=f"<!--->{live}-->")
        for holder in ("title", "desc", 'foreignObject width="9" height="9"'):
            end = holder.split()[0]
            yield svg(f"<{holder}><![CDATA[>{live}]]></{end}>{PAGE}")
            yield svg(f"<{holder}><style><!--</style>{live}--></style></{end}>{PAGE}")
            yield svg(f"<{holder}><style><![CDATA[</style>{live}]]></style></{end}>{PAGE}")
    for raw in (
        "xmp",
        "noscript",
        "noembed",
        "noframes",
        "textarea",
        "iframe",
        "title",
        "script",
        "plaintext",
        "XMP",
        "select",
        "option",
        "table",
    ):
        yield svg(f"<desc><{raw}><!--</{raw}>{img}--></{raw}></desc>{PAGE}")
        yield svg(f"<p/><{raw}><!--</{raw}>{run}--></{raw}>{PAGE}")
    for breaker in (
        "<p/>",
        "<div></div>",
        "<b>x</b>",
        "<font color='red'/>",
        "<br/>",
        "<center/>",
        "<ul/>",
        "<h1/>",
        "<img/>",
        "<P/>",
        "<body/>",
        "<table/>",
    ):
        yield svg(f"{breaker}<![CDATA[>{img}]]>{PAGE}")
    for one in (
        f"<p/><style><!--</style>{img}--></style>",
        f"<p/><title><!--</title>{img}--></title>",
        f"<desc><math><mtext><![CDATA[>{img}]]></mtext></math></desc>",
        f"<math><mi><![CDATA[>{img}]]></mi></math>",
        f"<math><annotation-xml encoding='text/html'><![CDATA[>{img}]]></annotation-xml></math>",
        f"<text y='9'><![CDATA[{img}]]></text>",
        "<text y='9'>&lt;img src='@U@'&gt;</text>",
        f'<g data-x="{img.replace("<", "&lt;")}"/>',
        "<desc><noscript><p title=\"&lt;/noscript>&lt;img src='@U@'>\"/></noscript></desc>",
        "<desc><xmp><p title=\"&lt;/xmp>&lt;img src='@U@'>\"/></xmp></desc>",
        f"<metadata><x:m xmlns:x='urn:x'><!-->{img}--></x:m></metadata>",
        f"<metadata><![CDATA[>{img}]]></metadata>",
        f"<desc><b><![CDATA[>{run}]]></b></desc>",
        f"<title><style>a{{}}<x/></style></title><!--{img}-->",
        f"<g><!--\n>{img}--></g>",
        f"<desc><svg><![CDATA[>{img}]]></svg></desc>",
        f"<desc><svg><style><!--</style>{img}--></style></svg></desc>",
        f"<desc><a><style><!--</style>{run}--></style></a></desc>",
        f"<foreignObject><xmp xmlns='http://www.w3.org/1999/xhtml'><![CDATA[</xmp>{img}]]></xmp></foreignObject>",
    ):
        yield svg(one + PAGE)


def links() -> Iterator[str]:
    """Links that are followed by a click, and what is told when they are."""
    cover = '<rect width="100" height="100"/>'
    for attributes in ('href="@U@"', 'xlink:href="@U@"', 'href="page"', 'href="@R@"', 'href="#x" ping="@U@"', 'xlink:href="#x" ping="photo"', 'href="@U@" target="_top"', 'href="@U@" download=""', 'href="@U@" rel="noopener"',
                       'href="//127.0.0.1:@P@@R@"', 'href="?a"', 'href=" @U@"', 'href="http:@R@"', 'href="@U@" referrerpolicy="unsafe-url"', 'href="\\\\127.0.0.1:@P@@R@"', 'href=""'):  # fmt: skip
        yield svg(f"<a {attributes}>{cover}</a>")
    for body in ('<set attributeName="href" to="@U@"/>', '<animate attributeName="xlink:href" to="@U@" dur="0.01s" fill="freeze"/>', '<set attributeName="ping" to="@U@"/>', '<set attributeName="target" to="_blank"/><set attributeName="href" to="page"/>'):  # fmt: skip
        yield svg(f'<a href="#x">{body}{cover}</a>')
    yield svg(
        f'<foreignObject width="100" height="100"><map {XHTML} name="m"><area href="@U@" coords="0,0,400,400"/></map><img {XHTML} usemap="#m" src="data:,"/></foreignObject>'
    )
    yield svg('<view id="v" viewBox="0 0 9 9"/><a href="other.svg#v">' + cover + "</a>")


CLASSES = {
    "script": scripts,
    "handler": handlers,
    "script-address": addresses,
    "image": images,
    "style-sheet": sheets,
    "html": html,
    "document-type": types,
    "instruction": instructions,
    "two-readings": readings,
    "link": links,
}


def _numbered(kind: str, texts: Iterable[str]) -> Iterator[Vector]:
    for number, text in enumerate(dict.fromkeys(texts)):
        yield Vector(kind, f"{kind}-{number:03d}", text)


VECTORS = [vector for kind, texts in CLASSES.items() for vector in _numbered(kind, texts())]

if __name__ == "__main__":
    print(Counter(v.kind for v in VECTORS), len(VECTORS))
