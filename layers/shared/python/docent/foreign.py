"""Everyday questions in many languages that hardly any bot is for: the like of what is not in documents."""

from __future__ import annotations

from collections.abc import Mapping

# One line a question, no two on one subject, so that a bot for cooks or cat owners is at home in few of them.
_ASKED = {
    "en": """How long should I boil an egg?
Who painted the ceiling of the chapel?
What is the best way to train a puppy?
Which stars can be seen from the southern hemisphere?
How do I remove red wine from a carpet?
When does the football season begin?
What should I plant in a shady garden?
Where can I learn to play the violin?
How far is it from the airport to the beach?
Who wrote the song about the yellow submarine?
Why does my knee hurt after running?
How old was the queen when she was crowned?""",
    "de": """Wie lange muss ein Ei kochen?
Wer hat die Decke der Kapelle bemalt?
Wie erzieht man am besten einen Welpen?
Welche Sterne sieht man auf der Südhalbkugel?
Wie entferne ich Rotwein aus dem Teppich?
Wann beginnt die Fußballsaison?
Was pflanzt man in einen schattigen Garten?
Wo kann ich Geige spielen lernen?
Wie weit ist es vom Flughafen zum Strand?
Wer hat das Lied vom gelben Unterseeboot geschrieben?
Warum tut mein Knie nach dem Laufen weh?
Wie alt war die Königin bei ihrer Krönung?""",
    "fr": """Combien de temps faut-il cuire un œuf ?
Qui a peint le plafond de la chapelle ?
Comment dresser un chiot ?
Quelles étoiles voit-on dans l'hémisphère sud ?
Comment enlever du vin rouge d'un tapis ?
Quand commence la saison de football ?
Que planter dans un jardin ombragé ?
Où puis-je apprendre à jouer du violon ?
À quelle distance l'aéroport est-il de la plage ?
Qui a écrit la chanson du sous-marin jaune ?
Pourquoi ai-je mal au genou après avoir couru ?
Quel âge avait la reine lors de son couronnement ?""",
    "es": """¿Cuánto tiempo se hierve un huevo?
¿Quién pintó el techo de la capilla?
¿Cómo se educa a un cachorro?
¿Qué estrellas se ven desde el hemisferio sur?
¿Cómo se quita el vino tinto de la alfombra?
¿Cuándo empieza la temporada de fútbol?
¿Qué se planta en un jardín con sombra?
¿Dónde puedo aprender a tocar el violín?
¿A qué distancia está el aeropuerto de la playa?
¿Quién escribió la canción del submarino amarillo?
¿Por qué me duele la rodilla después de correr?
¿Qué edad tenía la reina cuando fue coronada?""",
    "it": """Quanto tempo deve bollire un uovo?
Chi ha dipinto il soffitto della cappella?
Come si educa un cucciolo?
Quali stelle si vedono dall'emisfero sud?
Come si toglie il vino rosso dal tappeto?
Quando comincia il campionato di calcio?
Che cosa si pianta in un giardino ombroso?
Dove posso imparare a suonare il violino?
Quanto dista l'aeroporto dalla spiaggia?
Chi ha scritto la canzone del sottomarino giallo?
Perché mi fa male il ginocchio dopo la corsa?
Quanti anni aveva la regina quando fu incoronata?""",
    "pt": """Quanto tempo se coze um ovo?
Quem pintou o teto da capela?
Como se treina um cachorrinho?
Que estrelas se veem no hemisfério sul?
Como tirar vinho tinto do tapete?
Quando começa a temporada de futebol?
O que plantar num jardim com sombra?
Onde posso aprender a tocar violino?
A que distância fica o aeroporto da praia?
Quem escreveu a canção do submarino amarelo?
Por que me dói o joelho depois de correr?
Que idade tinha a rainha quando foi coroada?""",
    "nl": """Hoe lang moet een ei koken?
Wie heeft het plafond van de kapel geschilderd?
Hoe voed je een puppy het beste op?
Welke sterren zie je op het zuidelijk halfrond?
Hoe haal ik rode wijn uit het tapijt?
Wanneer begint het voetbalseizoen?
Wat plant je in een schaduwrijke tuin?
Waar kan ik viool leren spelen?
Hoe ver is het van het vliegveld naar het strand?
Wie schreef het lied over de gele onderzeeër?
Waarom doet mijn knie pijn na het hardlopen?
Hoe oud was de koningin bij haar kroning?""",
    "pl": """Jak długo gotować jajko?
Kto namalował sufit kaplicy?
Jak najlepiej wyszkolić szczeniaka?
Jakie gwiazdy widać na półkuli południowej?
Jak usunąć czerwone wino z dywanu?
Kiedy zaczyna się sezon piłkarski?
Co posadzić w zacienionym ogrodzie?
Gdzie mogę nauczyć się grać na skrzypcach?
Jak daleko jest z lotniska na plażę?
Kto napisał piosenkę o żółtej łodzi podwodnej?
Dlaczego boli mnie kolano po bieganiu?
Ile lat miała królowa podczas koronacji?""",
    "tr": """Bir yumurta ne kadar kaynatılır?
Şapelin tavanını kim boyadı?
Bir köpek yavrusu en iyi nasıl eğitilir?
Güney yarımküreden hangi yıldızlar görülür?
Halıdan kırmızı şarap nasıl çıkarılır?
Futbol sezonu ne zaman başlıyor?
Gölgeli bir bahçeye ne dikilir?
Keman çalmayı nerede öğrenebilirim?
Havaalanından plaja ne kadar uzak?
Sarı denizaltı şarkısını kim yazdı?
Koştuktan sonra dizim neden ağrıyor?
Kraliçe taç giydiğinde kaç yaşındaydı?""",
    "ru": """Сколько времени варить яйцо?
Кто расписал потолок капеллы?
Как лучше всего воспитать щенка?
Какие звёзды видны в южном полушарии?
Как удалить красное вино с ковра?
Когда начинается футбольный сезон?
Что посадить в тенистом саду?
Где можно научиться играть на скрипке?
Как далеко от аэропорта до пляжа?
Кто написал песню о жёлтой подводной лодке?
Почему болит колено после бега?
Сколько лет было королеве, когда её короновали?""",
    "ar": """كم من الوقت يجب سلق البيضة؟
من رسم سقف الكنيسة؟
ما أفضل طريقة لتدريب جرو؟
أي نجوم ترى من نصف الكرة الجنوبي؟
كيف أزيل النبيذ الأحمر من السجادة؟
متى يبدأ موسم كرة القدم؟
ماذا أزرع في حديقة ظليلة؟
أين يمكنني تعلم العزف على الكمان؟
كم يبعد المطار عن الشاطئ؟
من كتب أغنية الغواصة الصفراء؟
لماذا تؤلمني ركبتي بعد الجري؟
كم كان عمر الملكة عند تتويجها؟""",
    "he": """כמה זמן מבשלים ביצה?
מי צייר את תקרת הקפלה?
איך מאלפים גור כלבים?
אילו כוכבים רואים מחצי הכדור הדרומי?
איך מסירים יין אדום מהשטיח?
מתי מתחילה עונת הכדורגל?
מה לשתול בגינה מוצלת?
איפה אפשר ללמוד לנגן בכינור?
כמה רחוק שדה התעופה מהחוף?
מי כתב את השיר על הצוללת הצהובה?
למה כואבת לי הברך אחרי ריצה?
בת כמה הייתה המלכה כשהוכתרה?""",
    "hi": """अंडा कितनी देर उबालना चाहिए?
गिरजाघर की छत किसने रंगी?
पिल्ले को कैसे सिखाएँ?
दक्षिणी गोलार्ध से कौन से तारे दिखते हैं?
कालीन से शराब का दाग कैसे हटाएँ?
फुटबॉल का मौसम कब शुरू होता है?
छायादार बगीचे में क्या लगाएँ?
वायलिन बजाना कहाँ सीख सकते हैं?
हवाई अड्डे से समुद्र तट कितना दूर है?
पीली पनडुब्बी का गीत किसने लिखा?
दौड़ने के बाद घुटना क्यों दुखता है?
राज्याभिषेक के समय रानी की उम्र क्या थी?""",
    "zh": """鸡蛋要煮多久？
小教堂的天花板是谁画的？
怎样训练小狗最好？
在南半球能看到哪些星星？
怎样去除地毯上的红酒渍？
足球赛季什么时候开始？
阴凉的花园里种什么好？
在哪里可以学拉小提琴？
从机场到海滩有多远？
黄色潜水艇这首歌是谁写的？
为什么跑步后膝盖会疼？
女王加冕时多大年纪？""",
    "ja": """卵は何分ゆでればいいですか？
礼拝堂の天井は誰が描きましたか？
子犬をしつける一番いい方法は何ですか？
南半球ではどの星が見えますか？
カーペットの赤ワインのしみはどう落としますか？
サッカーのシーズンはいつ始まりますか？
日陰の庭には何を植えればいいですか？
バイオリンはどこで習えますか？
空港から海岸までどのくらいですか？
黄色い潜水艦の歌は誰が書きましたか？
走った後に膝が痛いのはなぜですか？
女王は何歳で即位しましたか？""",
    "ko": """달걀은 얼마나 삶아야 하나요?
예배당의 천장은 누가 그렸나요?
강아지를 훈련하는 가장 좋은 방법은 무엇인가요?
남반구에서는 어떤 별이 보이나요?
카펫의 레드 와인 얼룩은 어떻게 지우나요?
축구 시즌은 언제 시작하나요?
그늘진 정원에는 무엇을 심어야 하나요?
바이올린은 어디에서 배울 수 있나요?
공항에서 해변까지 얼마나 먼가요?
노란 잠수함 노래는 누가 썼나요?
달리기 후에 무릎이 왜 아픈가요?
여왕은 몇 살에 즉위했나요?""",
}
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    language: tuple(lines.split("\n")) for language, lines in _ASKED.items()
}
