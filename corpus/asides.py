"""Lines inside a story that talk about something else: other stories, subscriptions, credits of pictures, the byline.

Only short lines are asked, and the words are of the trade, in the languages most pages are in; no outlet is named. A
sentence of the story that happens to begin so is longer, or ends as a sentence does.
"""

import re

from corpus.bylines import is_byline

_OTHER_STORY = re.compile(
    r"^\W*(?:read (?:more|also|next)|(?:also|more) (?:read|on)|see also|related:|related (?:stories|articles|coverage)|"
    r"lesen sie (?:auch|mehr|dazu)|"
    r"auch (?:lesen|interessant)|auch auf [\w-]+\.\w+$|mehr (?:zum thema|lesen|themen)|weitere themen|"
    r"(?:das )?könnte (?:sie|dich) auch|"
    r"zum weiterlesen|lire aussi|à lire|voir aussi|le puede interesar|te puede interesar|lea (?:también|más|además)|"
    r"lee (?:también|más|además)|también (?:lee|lea|te puede)|mira también|leia (?:também|mais)|veja também|saiba mais|"
    r"leggi anche|lees ook|läs (?:också|mer|även)|les også|læs også|czytaj (?:też|także|więcej)|"
    r"zobacz (?:też|także|również)|читайте также|čtěte|přečtěte si|lue myös|don.t miss|watch:|click here|"
    r"continue reading$|recommended (?:stories|for you|articles)|more stories|most read)(?:\b|(?<=:))",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:subscribe (?:now|to|for|here|today)|please subscribe|newsletters?|sign up (?:for|to|here)|log in|"
    r"subscribers|download .{0,40}\bapps?|follow us|abonnieren sie|abonnez-vous|inscrivez-vous|suscr[ií]b(?:ete|ase)|"
    r"assine (?:já|agora|o)|iscriviti|(?:we use|uses|use of|accept) cookies|your email|subscribe on|"
    r"wherever you (?:get|listen to) your podcasts|e-mail address|"
    r"whatsapp(?:-kanal| channel)|comment policy|join the conversation|(?:this is a )?breaking news? story|"
    r"dieser artikel gefallen|il vous reste [\d,.]+ ?% de cet article|réservée? aux abonnés|terms of use)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:©|\(c\)|(?:photo|image|foto|bild|titelbild|picture|crédit|credit|fotos|photos|quelle|copyright|bildquelle|imagen|"
    r"illustration)s?(?: (?:credit|by|courtesy|von))?\s*:|"
    r"[^.]{0,60}[/(](?:getty|ap|afp|reuters|dpa|shutterstock|istock|picture.alliance)\b.{0,25}$)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\ball rights reserved\b|\balle rechte (?:vorbehalten|liegen)\b|\btous droits réservés\b|"
    r"\btodos los derechos reservados\b|"
    r"\btodos os direitos reservados\b|\btutti i diritti riservati\b|\balle rechten voorbehouden\b|"
    r"\bmateriał chroniony prawem\b|\bwszelkie prawa zastrzeżone\b|"
    r"\bmay not be (?:published|reproduced), (?:broadcast|distributed|rewritten)|"
    r"\b(?:logged in|log in|signed in|sign in|eingeloggt|angemeldet|connectée?|conectado) .{0,30}"
    r"\b(?:comments?|commentaires?|comentarios?|kommentare?)\b",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"^(?:(?:published|updated|last updated|posted|aktualisiert|veröffentlicht|publié|publicado|mis à jour|"
    r"actualizado)\b.{0,60}|\W*\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?|"
    r"\d{1,2}:\d\d / \d{1,2}:\d\d(?::\d\d)?)$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"^(?:\d+ (?:comments?|kommentare?|commentaires?|comentarios|shares?|views?|likes?)|"
    r"(?:view |leave a )?comments?|kommentare(?: insgesamt)?|commentaires|\d+ min(?:utes?|uten)?(?: read)?|"
    r"reading time|lesezeit|tiempo de lectura|temps de lecture|ten tekst przeczytasz)\b.{0,30}$",
    re.IGNORECASE,
)
# The rule, and how long a line may be, in characters, for it to be asked.
_RULES = ((_OTHER_STORY, 250), (_RIGHTS, 250), (_REQUEST, 200), (_CREDIT, 120), (_COUNT, 60), (_STAMP, 60))


def is_aside(line: str) -> bool:
    """Whether a line is not the story's own text.

    >>> is_aside("By Ida Maren")
    True
    >>> is_aside("Read more: Storm nears coast")
    True
    >>> is_aside("By Monday the harbor was open again.")
    False
    """
    return is_byline(line) or any(len(line) < bound and rule.search(line) for rule, bound in _RULES)
