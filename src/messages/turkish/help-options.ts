/** What `--help` says of arguments and options that one command has. */
export const optionHelp: Record<string, string> = {
  'folder that does not exist yet; or name of a snapshot in --repository':
    'henüz olmayan bir klasör ya da --repository içinde bir anlık görüntü adı',
  'folder made by `anlam backup`; or name of a snapshot in --repository':
    '`anlam backup` ile yapılmış klasör ya da --repository içinde bir anlık görüntü adı',
  'name of an index that does not exist yet': 'henüz olmayan bir dizinin adı',
  'JSON lines of {"a","b","label":0|1}; pairs whose label is null are left out':
    '{"a","b","label":0|1} JSON satırları; etiketi null olan çiftler alınmaz',
  'write the pairs to label next, most telling first: JSON lines of {"a","b","score","label":null} to fill in and give back':
    'sırada etiketlenecek çiftleri, en çok şey söyleyeni başta yazar: doldurulup geri verilecek {"a","b","score","label":null} JSON satırları',
  'number of pairs to label next': 'sırada etiketlenecek çift sayısı',
  'text to label; `-` reads one text per line from stdin and prints NDJSON':
    'etiketlenecek metin; `-` standart girdiden satır satır metin okur, NDJSON yazdırır',
  'JSON lines of {"text","label"}: examples, or one description per label':
    '{"text","label"} JSON satırları: örnekler ya da etiket başına bir açıklama',
  'centroid: nearest mean of a label; logistic: multinomial logistic regression; knn: vote of the nearest examples':
    'centroid: etiketin en yakın ortalaması; logistic: çok sınıflı lojistik regresyon; knn: en yakın örneklerin oyu',
  'number of nearest examples that are shown, and vote with knn':
    'gösterilen ve knn ile oy veren en yakın örnek sayısı',
  'field of the examples with the label': 'örneklerde etiketin alanı',
  'field of the examples that texts of one source share, which --evaluate keeps on one side; a must where a text is said several times':
    'aynı kaynaktan metinlerin paylaştığı, --evaluate komutunun tek tarafta tuttuğu örnek alanı; bir metin birkaç kez söyleniyorsa zorunlu',
  'label texts that are far from all labels null; at most about this share of the known ones (default: 0.05)':
    'bütün etiketlere uzak metinlere null verir; bilinenlerin en çok yaklaşık bu payına (varsayılan: 0.05)',
  'measure on labelled texts; without a file, by cross-validation of the examples':
    'etiketli metinlerle ölçer; dosya verilmezse örneklerin çapraz doğrulamasıyla',
  'write what --evaluate finds as a page with the confusion matrix':
    '--evaluate bulduklarını karışıklık matrisi olan bir sayfaya yazar',
  'number of clusters (default: suggested, with the reason)': 'küme sayısı (varsayılan: nedeniyle önerilir)',
  'the shell': 'kabuk',
  '`embedded:NAME`, `opensearch:NAME`, or a name in the engine of the settings':
    '`embedded:AD`, `opensearch:AD` ya da ayarlardaki motorda bir ad',
  'the same; there must be no such index yet': 'aynı biçimde; böyle bir dizin henüz olmamalı',
  'which copy stays: `first`, `longest`, or the one with the greatest value of a metadata field':
    'hangi kopya kalır: `first` (ilk), `longest` (en uzun) ya da bir üst veri alanında en büyük değeri olan',
  'also remove documents that say the same in other words: groups as `anlam mine` finds them from this cosine':
    'aynı şeyi başka sözcüklerle söyleyen belgeleri de çıkarır: `anlam mine` komutunun bu kosinüsten bulduğu gruplar',
  'give the copy that stays the metadata that it lacks and others have':
    'kalan kopyaya, onda olmayıp öbürlerinde olan üst veriyi verir',
  'list of what was removed, and for what: JSON lines':
    'neyin, ne için çıkarıldığının listesi: JSON satırları',
  'only say and list what would be removed': 'neyin çıkarılacağını yalnızca söyler ve sıralar',
  'do not ask': 'sormadan siler',
  'time to encode texts of the bundled corpus': 'hazır derlemin metinlerini kodlama süresi',
  'stop after the searches': 'aramalardan sonra durur',
  'the text; `-` reads one text per line from stdin': 'metin; `-` standart girdiden satır satır metin okur',
  'JSON lines file to read texts from': 'metinlerin okunacağı JSON satırları dosyası',
  'field of a JSON line that holds its text': 'JSON satırında metnin alanı',
  "what the texts are, for the model's prompt (default: texts to compare with each other)":
    'modelin ön eki için, metinlerin ne olduğu (varsayılan: birbiriyle karşılaştırılacak metinler)',
  'JSON lines of {"a","b","score"}, or a table': '{"a","b","score"} JSON satırları ya da bir tablo',
  'JSON lines of {"a","b","label":0|1}, or a table': '{"a","b","label":0|1} JSON satırları ya da bir tablo',
  'JSON lines of {"id","topic","subtopic","texts":[…],"negative","query"}':
    '{"id","topic","subtopic","texts":[…],"negative","query"} JSON satırları',
  'JSON lines of {"id","text"}; without it, the index is searched':
    '{"id","text"} JSON satırları; verilmezse dizinde aranır',
  'JSON lines of {"id","text"}': '{"id","text"} JSON satırları',
  'JSON lines of {"queryId","corpusId","relevance"}': '{"queryId","corpusId","relevance"} JSON satırları',
  'by meaning, by wording, or by both': 'anlama, yazılışa ya da ikisine göre',
  'JSON lines of {"aId","bId"}, with "label" 0 for pairs that are no paraphrases':
    '{"aId","bId"} JSON satırları; yeniden ifade olmayan çiftlerde "label" 0',
  'least cosine of the ranked pairs': 'sıralanan çiftlerin en küçük kosinüsü',
  'most neighbours considered per passage': 'parça başına bakılan en çok komşu',
  'also write the vectors: as a column, or row by row into a file ending in .npy, for NumPy':
    'vektörleri de yazar: bir sütuna ya da NumPy için, .npy ile biten bir dosyaya satır satır',
  'one of its names, in any form': 'adlarından biri, herhangi bir biçimde',
  'JSON lines of {"id","tr":[…],"en":[…],"abbr":[…]}': '{"id","tr":[…],"en":[…],"abbr":[…]} JSON satırları',
  'rows of texts: Parquet, JSON lines, or another format of rows':
    'metin satırları: Parquet, JSON satırları ya da satırlı başka bir biçim',
  "NumPy's .npy with a vector for each row (default: they are in a field)":
    'her satırın vektörünü tutan NumPy .npy dosyası (varsayılan: bir alanda dururlar)',
  'field of a row that holds its vector': 'satırda vektörün alanı',
  'unit of a hit (default: document for rows, paragraph for prose)':
    'bir sonucun birimi (varsayılan: satırlarda document, düzyazıda paragraph)',
  'on a bad row: fail before anything is written, or skip and count it':
    'bozuk satırda: hiçbir şey yazılmadan dur (fail) ya da atla ve say (skip)',
  'leave wrongly decoded texts (Ã¶ for ö) unchanged': 'yanlış çözülmüş metinlere (ö yerine Ã¶) dokunmaz',
  'recognise the text of scanned pages of PDFs: ten seconds a page; needs `npm i tesseract.js @tesseract.js-data/tur`':
    'PDF’lerin taranmış sayfalarındaki metni tanır: sayfa başına on saniye; `npm i tesseract.js @tesseract.js-data/tur` gerekir',
  'remove documents that came from these files and folders and are not there any more':
    'bu dosya ve klasörlerden gelmiş olup artık orada olmayan belgeleri çıkarır',
  'go on with files that change, until Ctrl-C': 'Ctrl-C’ye kadar, değişen dosyalarla sürdürür',
  'say what would be new, changed and gone, and write nothing':
    'neyin yeni, değişmiş ve gitmiş olacağını söyler, hiçbir şey yazmaz',
  'name of the key': 'anahtarın adı',
  'what the key allows; each scope includes those before it':
    'anahtarın neye izin verdiği; her kapsam öncekileri de içerir',
  'files and folders to mine; without any, the index': 'taranacak dosyalar ve klasörler; verilmezse dizin',
  'folder for report.html, pairs.jsonl, pairs.csv, groups.jsonl and summary.json; or a file for the pairs alone, ending in .csv, .jsonl or .parquet':
    'report.html, pairs.jsonl, pairs.csv, groups.jsonl ve summary.json için klasör ya da yalnız çiftler için .csv, .jsonl veya .parquet ile biten dosya',
  'write hard negatives for training: flagged pairs, and those decided to be wrong':
    'eğitim için zor olumsuzları yazar: uyarılı çiftler ve yanlış olduğuna karar verilenler',
  'columns of hard negatives: sentence1, sentence2, label; or anchor, positive, negative':
    'zor olumsuzların sütunları: sentence1, sentence2, label ya da anchor, positive, negative',
  'least cosine of a pair (default: calibrated, otherwise as measured for the model)':
    'bir çiftin en küçük kosinüsü (varsayılan: kalibrasyondan, yoksa model için ölçüldüğü gibi)',
  'wanted precision of the pairs, above 0 and at most 1: sets the threshold by the calibration':
    'çiftlerden istenen kesinlik, 0’dan büyük, en çok 1: eşiği kalibrasyonla belirler',
  'most pairs; the best ones are kept': 'en çok çift; en iyileri tutulur',
  'only pairs of passages that are among each other’s neighbours':
    'yalnız birbirinin komşuları arasında olan parçaların çiftleri',
  'compare all passages exactly, or search the index for each':
    'bütün parçaları tam karşılaştır ya da her biri için dizinde ara',
  'two indexes or files: only pairs with one passage of each':
    'iki dizin ya da dosya: yalnız her birinden bir parça içeren çiftler',
  'only pairs with the same value of this field (metadata, source, document)':
    'yalnız bu alandaki değeri aynı olan çiftler (üst veri, source, document)',
  'only pairs with different values of this field': 'yalnız bu alandaki değerleri farklı olan çiftler',
  'memory limit, such as 512m or 2g': 'bellek sınırı, 512m ya da 2g gibi',
  'number of best pairs explained in the report, fewer if they are long (default: 500, for transformers 20)':
    'raporda açıklanan en iyi çift sayısı, uzunlarsa daha az (varsayılan: 500, dönüştürücülerde 20)',
  'for files: the unit that is compared': 'dosyalar için: karşılaştırılan birim',
  'two or more models': 'iki ya da daha çok model',
  'your own pairs, {"a","b","label"} or {"a","b","score"} (default: bundled sets)':
    'kendi çiftleriniz, {"a","b","label"} ya da {"a","b","score"} (varsayılan: hazır kümeler)',
  'an index of your own: passages are looked for by their first sentence':
    'kendi dizininiz: parçalar ilk cümleleriyle aranır',
  'write the table and pictures into this HTML file': 'tabloyu ve çizimleri bu HTML dosyasına yazar',
  'org/name or org/name@revision': 'kurum/ad ya da kurum/ad@sürüm',
  'folder of downloaded models (default: ~/.cache/anlam/models)':
    'indirilmiş modellerin klasörü (varsayılan: ~/.cache/anlam/models)',
  'URL of the hub (default: HF_ENDPOINT or https://huggingface.co)':
    'hub adresi (varsayılan: HF_ENDPOINT ya da https://huggingface.co)',
  'do not connect to the hub': 'hub’a bağlanmaz',
  'download ONNX files, too': 'ONNX dosyalarını da indirir',
  'compare with the published figures of this model': 'bu modelin yayımlanmış sayılarıyla karşılaştırır',
  'write it into this folder, instead of keeping it for all indexes of the model':
    'modelin bütün dizinleri için saklamak yerine bu klasöre yazar',
  'files, or folders, with JSON lines of {"texts":[…]}, with an optional "query" and "subtopic"':
    '{"texts":[…]} JSON satırlı dosyalar ya da klasörler; isteğe bağlı "query" ve "subtopic"',
  'JSON lines of {"a","b","negative"} to write': 'yazılacak {"a","b","negative"} JSON satırları',
  'ids of documents': 'belgelerin kimlikleri',
  'JSON lines of {"a","b"} with "label": 1, 0 or null, or "verdict"; and "by" and "at"':
    '"label" (1, 0, null) ya da "verdict" ile {"a","b"} JSON satırları; "by" ve "at" da olabilir',
  'the query; `-` reads one query per line from stdin and prints NDJSON':
    'sorgu; `-` standart girdiden satır satır sorgu okur, NDJSON yazdırır',
  'number of hits, 1 to 10000': 'sonuç sayısı, 1–10000',
  'by meaning, by wording, or by both; default: hybrid':
    'anlama, yazılışa ya da ikisine göre; varsayılan: hybrid',
  'leave out hits below this score; auto: those that probably do not answer':
    'bu puanın altındaki sonuçları almaz; auto: büyük olasılıkla yanıt olmayanları',
  'leave out hits that say nothing that a better one does not':
    'daha iyi bir sonucun söylemediği bir şey söylemeyen sonuçları almaz',
  'count the values of this field of metadata; may be repeated':
    'üst verinin bu alanındaki değerleri sayar; yinelenebilir',
  'write the hits as a table: a file ending in .csv, .jsonl or .parquet':
    'sonuçları tablo olarak yazar: .csv, .jsonl ya da .parquet ile biten dosya',
  'show which words contribute to the similarity of each hit':
    'her sonucun benzerliğine hangi sözcüklerin katkı verdiğini gösterir',
  'indexes to serve (default: all)': 'sunulacak dizinler (varsayılan: hepsi)',
  'other sites whose pages may use the API (default: none)':
    'sayfaları API’yi kullanabilecek başka siteler (varsayılan: hiçbiri)',
  'additional host names of the server (default: none)': 'sunucunun ek adları (varsayılan: hiçbiri)',
  'believe X-Forwarded-Host, if only the proxy can reach the server':
    'sunucuya yalnız vekil ulaşabiliyorsa X-Forwarded-Host başlığına inanır',
  'allow an address that other machines can reach, without a key':
    'başka makinelerin ulaşabildiği bir adrese anahtarsız izin verir',
  'least severe message to log': 'günlüğe yazılacak en hafif ileti düzeyi',
  'id of the passage': 'parçanın kimliği',
  'nearest passages that are looked at': 'bakılan en yakın parça sayısı',
  'leave out passages below this cosine': 'bu kosinüsün altındaki parçaları almaz',
  'show which words contribute to it: the cosine lost without each':
    'hangi sözcüklerin katkı verdiğini gösterir: her biri olmadan yitirilen kosinüs',
  'which removal; without it, those that can be undone are listed':
    'hangi çıkarma; verilmezse geri alınabilecekler sıralanır',
  'free its space instead, so that it cannot be undone any more':
    'bunun yerine yerini boşaltır; artık geri alınamaz',
  'also search for a sample, and embed it again to compare':
    'bir örneklem de arar ve karşılaştırmak için yeniden kodlar',

  // Training.
  'JSON lines or tables, or folders of them: {"a","b"} with "label", "score" or "negative"; {"texts":[…]} with "query" and "negative"; {"tr","en"}; {"q","p"}. FILE@8 is passed over eight times per epoch':
    'JSON satırları, tablolar ya da bunların klasörleri: "label", "score" veya "negative" ile {"a","b"}; "query" ve "negative" ile {"texts":[…]}; {"tr","en"}; {"q","p"}. DOSYA@8 her geçişte sekiz kez okunur',
  'folder for the checkpoint': 'modelin klasörü',
  'JSON lines or tables with a "text" field: unlabelled text to learn from':
    '"text" alanlı JSON satırları ya da tablolar: öğrenilecek etiketsiz metin',
  'static: consecutive texts are from one document, so neighbours are on the same subject':
    'durağan: art arda gelen metinler tek belgeden, komşular aynı konuda',
  'a better encoder to learn from: a directory, or a hub id':
    'kendisinden öğrenilecek daha iyi bir kodlayıcı: klasör ya da hub adı',
  'static: texts from which only how alike they are to --teacher is learnt; @N as of pairs':
    'durağan: yalnız --teacher için ne kadar benzedikleri öğrenilen metinler; @N çiftlerdeki gibi',
  'static: pairs of everyday language, given as <pairs...>: a second table learns from them, and both become one':
    'durağan: <pairs...> gibi verilen, günlük dilden çiftler: ikinci bir tablo bunlardan öğrenir, iki tablo birleşir',
  'held-out files; default: a share of the pairs': 'ayrı tutulan dosyalar; varsayılan: çiftlerin bir payı',
  'Markdown for the end of the model card: origin and licences of the data':
    'model kartının sonuna Markdown: verinin kaynağı ve lisansları',
  'the same seed and data give the same bytes': 'aynı tohum ve veri aynı baytları verir',
  'passes over the data (default: 5; transformers 10)':
    'veri üzerinden geçiş sayısı (varsayılan: 5; dönüştürücülerde 10)',
  'pairs per step, the negatives of each other (default: 512; transformers 256)':
    'adım başına, birbirinin olumsuzu olan çiftler (varsayılan: 512; dönüştürücülerde 256)',
  'static: dimension of the vectors (default: 512)': 'durağan: vektörlerin boyutu (varsayılan: 512)',
  'most word pieces (default: 6000; transformers 12000, with --init 30000)':
    'en çok sözcük parçası (varsayılan: 6000; dönüştürücülerde 12000, --init ile 30000)',
  'step size (default: 0.05; transformers 5e-4, with --init 2e-4)':
    'adım boyu (varsayılan: 0.05; dönüştürücülerde 5e-4, --init ile 2e-4)',
  'layers of a transformer; 0 is a static encoder': 'dönüştürücünün katman sayısı; 0 durağan kodlayıcıdır',
  'width of a transformer, and dimension of its vectors (default: 256)':
    'dönüştürücünün genişliği ve vektörlerinin boyutu (varsayılan: 256)',
  'heads of its attention (default: one for 64 of the width)':
    'dikkat başlığı sayısı (varsayılan: genişliğin her 64’üne bir)',
  'width of its feed-forward part (default: four times the width)':
    'ileri beslemeli bölümünün genişliği (varsayılan: genişliğin dört katı)',
  'tokens that it can read': 'okuyabildiği parça sayısı',
  'begin with this encoder: with its vectors of words; with --layers over it, if it is static; with --init-layers as a part of it':
    'bu kodlayıcıyla başlar: sözcüklerin vektörleriyle; durağansa üzerine --layers ile; --init-layers ile onun bir bölümü olarak',
  'passes over all texts, --texts too, by masked-language modelling, before pairs are learnt from':
    'çiftlerden önce, --texts de içinde, bütün metinler üzerinden maskeli dil modeliyle geçiş sayısı',
  'begin with these layers of it, from 0, such as 0,5,11':
    'onun bu katmanlarıyla başlar, 0’dan sayılır, 0,5,11 gibi',
  'batches of a step': 'bir adımdaki yığın sayısı',
  'share of the steps over which the rate rises': 'hızın yükseldiği adımların payı',
  'weight decay of AdamW': 'AdamW ağırlık sönümü',
  'share of values dropped': 'seyreltilen değerlerin payı',
  'share of whole tokens left out': 'bütünüyle atılan parçaların payı',
  'tokens that a text keeps in training': 'eğitimde bir metinden kalan parça sayısı',
  'evaluations over the run; the best weights are kept':
    'eğitim boyunca değerlendirme sayısı; en iyi ağırlıklar tutulur',
  'evaluations without improvement that end the run (default: none do)':
    'iyileşmesiz kaç değerlendirmenin eğitimi bitirdiği (varsayılan: bitirmez)',
  'default: losses by the rows; all-texts: of groups all texts at once; cosine-similarity: regression on 0 to 1':
    'default: satırlara göre kayıplar; all-texts: grupların bütün metinleri bir arada; cosine-similarity: 0–1 üzerine regresyon',
  'where steps are computed': 'adımların hesaplandığı yer',
  'groups of a batch, with the recipe all-texts': 'all-texts tarifinde bir yığındaki grup sayısı',
  "folder of the teacher's vectors, for several runs": 'birkaç eğitim için, öğretmenin vektörlerinin klasörü',
  'most memory, such as 8g (default: four fifths of the machine)':
    'en çok bellek, 8g gibi (varsayılan: makinenin beşte dördü)',
  'type of the written weights': 'yazılan ağırlıkların türü',
  'minutes between saves; evaluations save too': 'kayıtlar arasındaki dakika; değerlendirmeler de kaydeder',
  'take no further step: write the best weights of a run that was cut off':
    'yeni adım atmaz: yarıda kalmış bir eğitimin en iyi ağırlıklarını yazar',
  'forget a run that was cut off, instead of going on with it':
    'yarıda kalmış bir eğitimi sürdürmek yerine unutur',
  'the directory of a checkpoint, or a pulled hub id': 'bir model klasörü ya da indirilmiş bir hub adı',
  'JSON lines or tables of {"a","b"} (also with "label", "score" or "negative"), {"texts"}, {"q","p"}, {"tr","en"} or {"text"}; FILE@3 is passed over three times per epoch':
    '{"a","b"} ("label", "score" ya da "negative" ile de), {"texts"}, {"q","p"}, {"tr","en"} veya {"text"} JSON satırları ya da tabloları; DOSYA@3 her geçişte üç kez okunur',
  'folder for the model; a run that was cut off goes on there':
    'modelin klasörü; yarıda kalmış bir eğitim orada sürer',
  'a model whose vectors single texts are to get': 'tek metinlerin alacağı vektörlerin modeli',
  'passes over the data': 'veri üzerinden geçiş sayısı',
  'examples of a batch': 'bir yığındaki örnek sayısı',
  'train low-rank adapters, 16 if no rank is given (default: above 150 million weights)':
    'düşük ranklı uyarlayıcılar eğitir, rank verilmezse 16 (varsayılan: 150 milyon ağırlığın üstünde)',
  'train all weights, however many they are': 'ne kadar çok olurlarsa olsunlar bütün ağırlıkları eğitir',
  'highest learning rate (default: 5e-5; with adapters 2e-4)':
    'en yüksek öğrenme hızı (varsayılan: 5e-5; uyarlayıcılarla 2e-4)',
}
