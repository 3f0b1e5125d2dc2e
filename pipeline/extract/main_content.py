"""Which blocks of a page are its content: the container that holds the prose, then blocks judged one by one."""

import os
from ...schemas.document import Role, SegmentKind
from .blocks import Block, Blocks
P=lambda k,d: float(os.environ.get(k,d))
_ACQUITTAL = P('ACQ',0.3)
_SHARE = P('SHARE',0.85)
_MARKED = P('MARKED',0.5)
_MIN_PROSE = P('MINP',60)
_LD = P('LD',0.4)
_CLD = P('CLD',0.5)


def _prose(block: Block) -> int:
    s = block.segment
    if s.kind is not SegmentKind.TEXT or s.role in (Role.HEADING, Role.CAPTION) or block.link_density > 0.4:
        return 0
    n = len(s.text)
    return n if n >= _MIN_PROSE else 0


def _sums(page: Blocks, weights: list[int]) -> list[int]:
    sums = [0] * len(page.containers)
    for block, w in zip(page.blocks, weights):
        sums[block.container] += w
    for i in range(len(sums) - 1, 0, -1):
        sums[page.containers[i].parent] += sums[i]
    return sums


import re
_STOCK=re.compile(r"""(?:(?:das|dies|folgendes) könnte (?:sie|dich|euch) auch|lesen sie (?:auch|mehr|dazu|hier)|lies auch|mehr (?:zum thema|zu diesem|zum|zu|infos|informationen)\b|weitere (?:informationen|infos|artikel|themen|beiträge|meldungen|nachrichten|aktuelle)|weiterlesen|auch interessant|themen(?: im artikel)?:|themen im artikel|schlagw[oö]rt|tags?:|kategorien?:|related (?:articles?|stories|posts?|news|content|topics|links)|read (?:more|also|next|the full)|see also|more (?:from|on|stories|about|news)|you (?:may|might) also|recommended|share (?:this|on|via)|follow us|sign up|subscribe|newsletter|filed under|posted (?:in|by|on)|published (?:by|on)|this entry was posted|dieser (?:eintrag|beitrag) wurde|veröffentlicht (?:am|in|von)|zurück (?:zur?|zum)|nach oben|back to|diesen (?:artikel|beitrag)|artikel (?:teilen|drucken|bewerten|versenden)|teilen|drucken|jetzt (?:teilen|abonnieren|spenden)|(?:-\s*)?anzeige|werbung|advertis|publicit|sponsored|à lire (?:aussi|également)|lire (?:aussi|la suite|également)|voir aussi|pour aller plus loin|sur le même|partager|leer (?:más|también)|lea también|ver también|te puede interesar|compartir|etiquetas:|leggi anche|potrebbe interessarti|condividi|leia (?:também|mais)|veja também|compartilh|czytaj (?:też|także|więcej)|zobacz (?:też|także)|udostępnij|lees ook|läs (?:också|mer)|lue (?:myös|lisää)|читайте|смотрите также|поделиться|关键词|相关|関連|all rights reserved|alle rechte vorbehalten|copyright|©|über (?:den autor|die autor)|about the author|(?:foto|bild|titelbild|photo|image|fotos|bilder|quelle|quellen|quellenangaben|source|sources|credit|credits|text)s?:|bild via|image via|photo (?:by|via)|foto (?:von|via))""", re.I)
def stock(b):
    s=b.segment
    return s.kind is SegmentKind.TEXT and s.role in (Role.PARAGRAPH,Role.HEADING,Role.LIST,Role.CAPTION) and len(s.text)<P('SL',80) and _STOCK.match(s.text.lstrip('-*>»[( •|')) is not None

def main_blocks(page: Blocks) -> list[Block]:
    C = page.containers
    prose = [_prose(b) for b in page.blocks]
    sums = _sums(page, prose)
    total = sums[0]
    dropped = [False] * len(C)
    for i, c in enumerate(C):
        dropped[i] = dropped[c.parent] or (c.is_suspect and sums[i] < _ACQUITTAL * total)
    prose = [0 if dropped[b.container] else w for b, w in zip(page.blocks, prose)]
    sums = _sums(page, prose)
    total = sums[0]
    best = 0
    marked = [i for i, c in enumerate(C) if c.is_content and sums[i] >= _MARKED * total and not dropped[i]]
    arts = [i for i in marked if C[i].tag != 'main']
    if arts: best = arts[0]
    elif marked: best = marked[0]
    if not arts:
        children: dict[int, list[int]] = {}
        for i, c in enumerate(C[1:], 1):
            children.setdefault(c.parent, []).append(i)
        while True:
            nxt = next((i for i in children.get(best, ()) if sums[i] >= _SHARE * sums[best] and sums[i]), None)
            if nxt is None:
                break
            best = nxt
    chars = _sums(page, [len(b.segment.text) if b.segment.kind is SegmentKind.TEXT else 0 for b in page.blocks])
    links = _sums(page, [b.link_chars for b in page.blocks])
    inside = [False] * len(C)
    for i, c in enumerate(C):
        inside[i] = i == best or (i > 0 and inside[c.parent] and not dropped[i] and (
            links[i] <= _CLD * chars[i] or c.is_content))
    kept = [b for b in page.blocks if inside[b.container] and not (b.segment.kind is SegmentKind.TEXT and b.link_density > _LD and b.segment.role is not Role.HEADING)]
    A=P('ANC',0)
    if A:
        anc=set(); i=best
        while i: i=C[i].parent; anc.add(i)
        def extra(b):
            if dropped[b.container]: return False
            s=b.segment
            if A in(2,3) and s.role is Role.HEADING and s.level==1: return True
            if A in (1,3) and b.container in anc: return s.kind is not SegmentKind.TEXT or (b.link_density<.3)
            if A==4 and b.container in anc: return s.kind is not SegmentKind.TEXT or s.role is Role.HEADING or (b.link_density<.3 and len(s.text)>40)
            return False
        kk=set(map(id,kept)); kept=[b for b in page.blocks if id(b) in kk or extra(b)]
    if P('HL',1): kept=[b for b in kept if not (b.segment.role is Role.HEADING and b.segment.level>1 and b.link_density>.8)]
    if P('ST',1): kept=[b for b in kept if not stock(b)]
    E=P('EDGE',1)
    if E:
        solid=[i for i,b in enumerate(kept) if b.segment.kind is SegmentKind.TEXT and (b.segment.role in (Role.LIST,Role.TABLE,Role.CODE,Role.MATH,Role.QUOTE) or (b.segment.role is Role.PARAGRAPH and len(b.segment.text)>=P('EL',60)))]
        if solid:
            a,z=solid[0],solid[-1]
            def frag(b):
                s=b.segment
                return s.role is Role.PARAGRAPH and s.kind is SegmentKind.TEXT and len(s.text)<P('EL',60) and s.text[-1] not in '.!?:;…"”“»。！？'
            kept=[b for i,b in enumerate(kept) if not ((i<a and E!=2 or i>z and E!=3) and frag(b))]
    out = []
    # orphan headings
    lv = 0
    for b in reversed(kept):
        s = b.segment
        if s.role is Role.HEADING:
            if lv and s.level >= lv or (lv == 0):
                if s.level > 1: continue
            lv = s.level
        else:
            lv = 7
        out.append(b)
    out.reverse()
    return out
