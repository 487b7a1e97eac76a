"""Words that tell nothing of what a text is about: articles, pronouns, question words, forms of "to be".

Folded as `lexical` folds words. What means something in another of these languages is left out ("war" and
"man" of German, "son" of Spanish): passages and questions are cut without knowing which language they are in.
"""

from __future__ import annotations

ENGLISH = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did do
    does doing don for from had has have having he her here hers him his how i if in into is isn it its
    itself just ll may me might more most must my no nor not of on only or other our ours out over please
    shall she should so some such than that the their them then there these they this those through to too
    under up upon us ve very was we were what when where which while who whom whose why will with would
    you your yours
    """.split()  # noqa: SIM905 - a list of words reads better in lines
)
OTHER_LATIN = frozenset(
    """
    aan aber ai al algo algun alguna alle allo als anche ante ao aos aquel aquella as au auch auf aus aux
    avec avez avons bajo bei beim bij bis bitte bzw cada ce ceci cela celle celui ces cet cette che chi
    ci col com combien come comment como con cosa cual cuales cuando cuanta cuantas cuanto cuantos cui
    cuyo da dagli dai dal dalla dans das dass dat de degli dei dein del dele della delle dello dem denn
    der des desde dessen deze di dich dies diese diesem diesen dieser dieses dir dit do doch dois
    donde dont dos du durante durch e een ein eine einem einen einer eines el ela elas ele eles ella ellas
    elle elles ellos em en entre er eres es esa ese eso essa esse est esta estaba estan estar este esto
    estos et etaient etait etes etre etwa eu euch euer eux foi foram fue fueron fur geen gegen gli ha
    haben hasta hatte hatten heb heeft het hoe ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ik il ils im
    io is isso ist isto ja je jede jeder jedes jij kan kann kein keine konnen la las le lequel les
    leur leurs lo loro lors los lui maar mais mas meer mein meine meme mes met meu mi mich mientras mij
    mir mit moi muito muy na naar nach nao nas nel nella nelle nello nem nicht niet no noch nog noi non
    nos nosotros notre nous nur o ob oder ohne om onder ook op os otra otro ou over par para parce pas
    pela pelo pendant perche pero peut plus por porque pourquoi pues puis qu quais qual quale quali quand
    quando quanti quanto quantos que quel quelle quelles quels quem qui quien quienes quoi sans sao se
    segun seid sein seine seinem seinen seiner seit ser ses seu seus si siamo sich sido sie sin sind so
    sobre sono sont sous su sua suas sui sul sulla suo sus tambien te tiene tienen todo tra tres tu tuo
    uber uit uma umas un una unas und une uno unos uns unser unter veel viel viele voce voi vom von voor
    vor vos votre vous waar waarom wann wanneer waren warum was wat wegen weil welche welchem welchen
    welcher welches welke wem wen wenn wer werd werden weshalb wessen wie wieso wieviel wij wir wird wo
    wofur wohin worden wurde wurden y ya zich zijn zo zu zum zur zwischen
    """.split()  # noqa: SIM905
)
"""German, Spanish, French, Italian, Portuguese, Dutch."""
OTHER_SCRIPTS = frozenset(
    """
    αι απο αυτη αυτο για γιατι δεν ειναι εισ εχει η ηταν θα και κατα με μια μιασ να ο οι οπωσ οταν οτι
    ποια ποιο ποιοσ ποσα ποσο που σε στα στη στην στισ στο στον τα την τησ τι τισ το τον του τουσ των ωσ а
    без более бы был была были было быть в вам вас весь во вот все всех вы где да для до его ее если есть
    еще же за зачем и из или им их к как какая какие какое какои когда кого кто ли мне мы на над нас не
    него нее нет ни них но о об он она они оно от очень по под почему при про с сколько со так также такои
    там то того тои только тот ты у чем через что чтобы чье чья эта эти это этого этои этом этот я
    """.split()  # noqa: SIM905
)
"""Russian, Greek."""
COMPOUNDING = frozenset(
    """
    auf aus bei das dem den der des die ein eine einem einen einer eines euch fur habe haben hat ich ihr im
    ist kann mein meine mit nach sie sind uber und unser von vom wann was welche welchem welchen welcher
    welches wer werden wie wieviel wird wo zu zum zur een het hoe ik kan mijn naar van voor waar waarom
    wanneer wat welke zijn att det din du ett hur hvad hvor jag jeg kan min nar och og som vad var vilken
    """.split()  # noqa: SIM905
)
"""Function words of languages that write compounds as one word: German, Dutch, Swedish, Danish, Norwegian."""
STOP_WORDS = ENGLISH | OTHER_LATIN | OTHER_SCRIPTS
ASKING = frozenset(
    """
    التي الذي الذين الي اما ان انا انت انه او اي اين بعد بين تكون تلك ثم حتي حول خلال ذلك عليه عن عند
    غير في فيه قبل قد كان كانت كل كم كيف لا لدي لديكم لكن لم لماذا لمن لن ما ماذا متي مع من منذ منه نحن
    هذا هذه هل هم هو هي و ولا وما ومن وهو وهي يكون
    आप आपका आपकी आपके इन इस उन उस एक और कब करने करें कहा कहाँ कहां का कि कितना कितनी कितने किया की के
    कैसा कैसी कैसे को कौन क्या क्यों गई गए गया जा जो तक तो था थी थे न नहीं ने पर भी मुझे में मैं यह या
    ये रहा रही रहे लिए वह वे सकता सकती सकते साथ सी से हम हमारा हमारे ही है हैं हो होंगे होगा होगी
    או אותה אותו איך אין איפה אל אלה אנחנו אני את אתה אתם גם האם הוא היא היכן הם הן זאת זה זו יש כדי כי
    כמה כן לא לי לכם למה מאיפה מדוע מה מהו מהי מי מתי על של שלכם
    albo bir bu byc byl byla bylo co czego czemu czy da de dla dlaczego do dokad gdzie hangi i ich icin
    ile ise jak jaka jaki jakich jakie jakiego jakiej jego jej jest kac kadar kiedy kim kimin kogo komu
    kto ktora ktore ktory lub mi midir mu na nasil ne neden nedir nerede nereden neresi nereye nicin nie
    o od oraz po przez przy sa sie skad ta tak te tego tej to tym ve
    """.split()  # noqa: SIM905
)
"""Arabic, Hindi, Hebrew, Polish, Turkish: of questions only, so that what is stored need not be cut again."""
