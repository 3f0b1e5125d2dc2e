"""Words that stand in for something until a reader agrees to load it, or until a script runs."""

MAX_CHARACTERS = 600

_STARTS = """
we use cookies | this site uses cookies | this website uses cookies | reddit and its partners use
wir verwenden cookies | diese website verwendet cookies | nous utilisons des cookies | ce site utilise des cookies
utilizamos cookies | este sitio utiliza cookies | utilizziamo i cookie | questo sito utilizza i cookie
мы используем cookie | мы используем файлы cookie | 本网站使用cookie | 当サイトではcookie
we detected that your javascript | it looks like javascript | it seems that javascript
you must have javascript enabled
please turn on javascript | please enable javascript | enable javascript | javascript is disabled
javascript is required | you need to enable javascript | to view this video please enable | show key events only
your browser does not support | your browser doesn't support | your browser doesn’t support
this video can not be played | this video cannot be played | this article contains content provided by
this content is hosted by a third party | this content is not available due to your privacy
this content is not available in your region | to view this content, | to see this content, | to display this content
we need your consent to load | we need your permission before anything is loaded | advertisement - scroll to continue
an dieser stelle finden sie | an dieser stelle befindet sich | an dieser stelle ist ein
empfohlener redaktioneller inhalt | empfohlener externer inhalt | externer inhalt
hier steht ein externer | wir benötigen ihre zustimmung, um
wir benötigen ihre einwilligung | wir brauchen ihre zustimmung | wir brauchen deine zustimmung
ich bin damit einverstanden, dass mir externe | zum anzeigen dieses inhalts | zur anzeige dieses inhalts
um diesen inhalt anzuzeigen | um das video anzuzeigen | bitte aktivieren sie javascript | javascript ist deaktiviert
beim laden der karte werden | beim laden des videos werden | mit dem laden der karte
dieser inhalt kann nicht angezeigt werden | mit dem laden des videos akzeptieren | ihr browser unterstützt
ce contenu est bloqué | ce contenu n'est pas visible | ce contenu n’est pas visible | pour afficher ce contenu
pour visualiser ce contenu | veuillez activer javascript | activez javascript | votre navigateur ne
l'accès au contenu de ce site | contenu bloqué
para ver este contenido | este contenido está bloqueado | contenido bloqueado | activa javascript | habilita javascript
este contenido es proporcionado por | tu navegador no | su navegador no
per visualizzare questo contenuto | contenuto bloccato | abilita javascript | il tuo browser non
para ver este conteúdo | conteúdo bloqueado | habilite o javascript | ative o javascript | seu navegador não
om deze inhoud te | deze inhoud is geblokkeerd | schakel javascript in | je browser ondersteunt | uw browser ondersteunt
aby zobaczyć tę treść | treść zablokowana | włącz javascript | twoja przeglądarka nie
включите javascript | для просмотра этого контента | ваш браузер не поддерживает | tarayıcınız
您的浏览器不支持 | 请启用javascript | 请开启javascript | javascriptを有効に | お使いのブラウザ
브라우저가 지원하지 | 자바스크립트를 활성화 | متصفحك لا يدعم
"""
_ALL_STARTS = tuple(start.strip() for line in _STARTS.strip().splitlines() for start in line.split(" | "))


_LONGEST_START = max(map(len, _ALL_STARTS))


def is_stand_in(text: str) -> bool:
    """Whether a block of text is such a notice."""
    return len(text) <= MAX_CHARACTERS and text[:_LONGEST_START].lower().startswith(_ALL_STARTS)
