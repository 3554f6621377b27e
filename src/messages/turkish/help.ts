/** What `--help` says of commands and of options that several of them have; `help-options.ts` has the others. */
export const help: Record<string, string> = {
  'Usage:': 'Kullanım:',
  'Arguments:': 'Argümanlar:',
  'Options:': 'Seçenekler:',
  'Commands:': 'Komutlar:',
  'Examples:': 'Örnekler:',
  'display help for command': 'komutun yardımını gösterir',
  'display help': 'yardımı gösterir',
  'output the version number': 'sürüm numarasını yazdırır',
  options: 'seçenekler',
  command: 'komut',
  choices: 'değerler',
  default: 'varsayılan',

  'Semantic search and paraphrase mining for Turkish machine-learning text':
    'Türkçe makine öğrenmesi metinlerinde anlamca arama ve yeniden ifade madenciliği',
  'index files and folders of text, or `-` for JSON lines on stdin':
    'metin dosyalarını ve klasörleri dizinler; `-` standart girdiden JSON satırları okur',
  'search an index by meaning, wording, or both': 'bir dizinde anlama, yazılışa ya da ikisine göre arar',
  "print the model's own vector of each text, as NDJSON":
    'her metnin modeldeki vektörünü NDJSON olarak yazdırır',
  'find what says the same as a passage of an index, and what says the opposite':
    'dizindeki bir parçayla aynı şeyi söyleyenleri ve tersini söyleyenleri bulur',
  'similarity of two texts: the cosine of their vectors': 'iki metnin benzerliği: vektörlerinin kosinüsü',
  'find paraphrases, near copies and groups of them, and write a report':
    'yeniden ifadeleri, yakın kopyaları ve bunların gruplarını bulur, rapor yazar',
  'measure a model, or an index, on labelled data': 'bir modeli ya da dizini etiketli veriyle ölçer',
  'correlation of cosines with human scores': 'kosinüslerin insan puanlarıyla ilintisi',
  'how well cosines distinguish paraphrases from other pairs':
    'kosinüsler yeniden ifadeleri başka çiftlerden ne kadar iyi ayırıyor',
  'how well texts that say one thing in other words are found, and told from others':
    'aynı şeyi başka sözcüklerle söyleyen metinler ne kadar iyi bulunuyor ve ayırt ediliyor',
  'how well queries find the passages relevant to them':
    'sorgular kendilerine uygun parçaları ne kadar iyi buluyor',
  'how many known paraphrases mining finds in an index':
    'madencilik dizindeki bilinen yeniden ifadelerin kaçını buluyor',
  'map cosines to probabilities of a paraphrase, from labelled pairs, for an index':
    'etiketli çiftlerle, bir dizinin kosinüslerini yeniden ifade olasılığına çevirir',
  'terms with several names, which searches treat as equal: those of an index beside the bundled ones':
    'aramaların eş saydığı, birkaç adı olan terimler: hazır olanlara ek olarak dizinin kendi terimleri',
  "all names of a term; without one, the index's own terms":
    'bir terimin bütün adları; terim verilmezse dizinin kendi terimleri',
  "replace the index's own terms by those of a file":
    'dizinin kendi terimlerini bir dosyadakilerle değiştirir',
  "remove the index's own terms": 'dizinin kendi terimlerini kaldırır',
  'label texts by labelled examples, or by label descriptions':
    'metinleri etiketli örneklere ya da etiket açıklamalarına göre etiketler',
  'group the passages of an index into clusters, and label them':
    'dizindeki parçaları kümelere ayırır ve adlandırır',
  'train an encoder on pairs of paraphrases: a static one, or with --layers a transformer':
    'yeniden ifade çiftleriyle kodlayıcı eğitir: durağan ya da --layers ile dönüştürücü',
  'fine-tune a transformer on pairs, groups or scores':
    'bir dönüştürücüye çiftler, gruplar ya da puanlarla ince ayar yapar',
  'find hard negatives for training: near texts of other groups that say something else':
    'eğitim için zor olumsuzlar bulur: başka gruplardan, yakın olup başka şey söyleyen metinler',
  'list all indexes with their sizes and models': 'bütün dizinleri büyüklükleri ve modelleriyle sıralar',
  'show the size of an index and the model that built it':
    'bir dizinin büyüklüğünü ve onu kuran modeli gösterir',
  'embed all passages of an index by another model; needs no files':
    'dizindeki bütün parçaları başka bir modelle kodlar; dosyalar gerekmez',
  'remove documents from an index': 'bir dizinden belgeleri çıkarır',
  'write the passages of an index as a table: CSV, JSON lines or Parquet':
    'bir dizinin parçalarını tablo olarak yazar: CSV, JSON satırları ya da Parquet',
  'put texts into an index with vectors that were made elsewhere':
    'metinleri, başka yerde üretilmiş vektörleriyle bir dizine koyar',
  'remove copies of documents from an index, so that it can be undone':
    'bir dizinden belge kopyalarını, geri alınabilecek biçimde çıkarır',
  'bring back what `anlam dedupe` removed from an index, and metadata that were changed':
    '`anlam dedupe` komutunun bir dizinden çıkardıklarını ve değiştirilen özellikleri geri getirir',
  'set fields of metadata of documents, so that it can be undone':
    'belgelerin özelliklerini, geri alınabilecek biçimde değiştirir',
  'ids of documents or passages': 'belge ya da parça kimlikleri',
  'field=value; field= takes the field away; may be repeated':
    'alan=değer; “alan=” alanı kaldırır; birden çok kez verilebilir',
  'what people decided about pairs of an index': 'insanların dizindeki çiftler için verdiği kararlar',
  'how many decisions there are, and whose': 'kaç karar var ve kimin',
  'write decisions as labelled pairs': 'kararları etiketli çiftler olarak yazar',
  'take over decisions, such as those of an offline report':
    'çevrimdışı bir rapordaki gibi kararları devralır',
  'calibrate the index by its decisions, and say what that changes':
    'dizini kararlarla kalibre eder ve neyin değiştiğini söyler',
  'give an index another name': 'bir dizine başka bir ad verir',
  'its name from now on': 'bundan sonraki adı',
  'delete an index and everything in it': 'bir dizini ve içindeki her şeyi siler',
  'check an index for damage': 'bir dizinde hasar arar',
  'repair a damaged index from what is left of it; needs no model':
    'hasarlı bir dizini kalanından onarır; model gerekmez',
  'copy an index, even while it is being written': 'bir dizini, yazılırken bile, yedekler',
  'create an index from a backup': 'bir yedekten dizin kurar',
  'copy an index with its vectors, into another engine or under another name':
    'bir dizini vektörleriyle başka bir motora ya da başka bir ada kopyalar',
  'download, verify, describe, measure and compare models':
    'modelleri indirir, sınar, tanıtır, ölçer ve karşılaştırır',
  'download a model from the Hugging Face hub, or resume a download':
    'Hugging Face hub üzerinden model indirir ya da yarım kalan indirmeyi sürdürür',
  'describe a checkpoint without running it': 'bir modeli çalıştırmadan tanıtır',
  'check that a model is undamaged, runs, and reproduces its published figures':
    'bir modelin sağlam olduğunu, çalıştığını ve yayımlanan sayılarını verdiğini sınar',
  'measure on bundled judged texts what the cosines of a model say, or the probabilities of a re-ranker':
    'bir modelin kosinüslerinin ya da bir yeniden sıralayıcının olasılıklarının ne dediğini, hazır değerlendirilmiş metinlerle ölçer',
  'compare models: quality with intervals, speed on this machine, size':
    'modelleri karşılaştırır: aralıklarıyla nitelik, bu makinedeki hız, büyüklük',
  'serve the page and the HTTP API': 'sayfayı ve HTTP API’yi sunar',
  'manage the keys of `serve`; without any, everybody on this machine has full access':
    '`serve` anahtarlarını yönetir; anahtar yoksa bu makinedeki herkesin tam erişimi vardır',
  'make a key, and show it once': 'bir anahtar yapar ve bir kez gösterir',
  'list names and scopes': 'adları ve kapsamları sıralar',
  'remove a key': 'bir anahtarı kaldırır',
  'print a script that lets a shell complete commands, options and names':
    'kabuğun komutları, seçenekleri ve adları tamamlamasını sağlayan betiği yazdırır',
  'check that everything anlam needs works on this machine, and tell what a bug report needs':
    'anlamın gereksindiği her şeyin bu makinede çalıştığını sınar, hata bildirimine gerekenleri söyler',
  'measure what to expect here: sentences a second, latency of searches, their recall':
    'burada ne beklenebileceğini ölçer: saniyede cümle, aramaların süresi ve duyarlılığı',
  'index the bundled corpus with the built-in encoder, show three searches, and serve it':
    'hazır derlemi yerleşik kodlayıcıyla dizinler, üç arama gösterir ve sunar',

  // Of several commands.
  'print the result as JSON on stdout, everything else on stderr':
    'sonucu JSON olarak standart çıktıya, geri kalan her şeyi standart hataya yazdırır',
  'print nothing but results and errors': 'sonuçlar ve hatalar dışında bir şey yazdırmaz',
  'also print settings and where they are from, what was loaded, and causes of errors':
    'ayarları ve nereden geldiklerini, nelerin yüklendiğini, hataların nedenlerini de yazdırır',
  'language of messages and help (default: by LC_ALL, LC_MESSAGES, LANG)':
    'iletilerin ve yardımın dili (varsayılan: LC_ALL, LC_MESSAGES, LANG)',
  'settings file (default: anlam.config.json, if there is one)':
    'ayar dosyası (varsayılan: varsa anlam.config.json)',
  'folder of the indexes (default: indexes)': 'dizinlerin klasörü (varsayılan: indexes)',
  'where indexes are kept (default: embedded)': 'dizinlerin tutulduğu yer (varsayılan: embedded)',
  'threads of onnxruntime (default: all)': 'onnxruntime iş parçacığı sayısı (varsayılan: hepsi)',
  '`builtin`, `builtin-static`, the directory of a checkpoint, or a pulled hub id':
    '`builtin`, `builtin-static`, bir model klasörü ya da indirilmiş bir hub adı',
  'token budget of a batch, padding included': 'bir yığının, dolguyla birlikte, parça bütçesi',
  'execution provider (default: auto)': 'hesaplama sağlayıcısı (varsayılan: auto)',
  'number of the CUDA GPU (default: 0)': 'CUDA GPU numarası (varsayılan: 0)',
  "prefix of queries (default: the index's, or the model's own)":
    'sorguların ön eki (varsayılan: dizinin ya da modelin kendi ön eki)',
  "prefix of passages (default: the index's, or the model's own)":
    'parçaların ön eki (varsayılan: dizinin ya da modelin kendi ön eki)',
  'cut vectors to so many dimensions (default: all)': 'vektörleri bu kadar boyuta keser (varsayılan: hepsi)',
  'number format of the model (default: auto)': 'modelin sayı biçimi (varsayılan: auto)',
  'name of the index (default: default)': 'dizinin adı (varsayılan: default)',
  'cross-encoder that looks at the best hits again and puts them in its order':
    'en iyi sonuçlara yeniden bakıp kendi sırasına koyan çapraz kodlayıcı',
  'cross-encoder that reads uncertain paraphrases again; those it rejects are only related':
    'kuşkulu yeniden ifadeleri yeniden okuyan çapraz kodlayıcı; kabul etmedikleri yalnızca ilgili sayılır',
  'cross-encoder that looks again at the best hits of searches that ask for it':
    'isteyen aramaların en iyi sonuçlarına yeniden bakan çapraz kodlayıcı',
  'milliseconds that it may take (default: no limit)': 'harcayabileceği milisaniye (varsayılan: sınırsız)',
  'its number format (default: auto)': 'onun sayı biçimi (varsayılan: auto)',
  'hits that it looks at, 1 to 1000 (default: 50)': 'baktığı sonuç sayısı, 1–1000 (varsayılan: 50)',
  'repository of snapshots that the cluster knows (with --engine opensearch)':
    'kümenin bildiği anlık görüntü deposu (--engine opensearch ile)',
  'memory of the process while it builds a graph, such as 4g; with less than it needs, more slowly (default: half of what is free, for the graph)':
    'çizge kurarken sürecin kullanabileceği bellek, 4g gibi; gerekenden azı yavaşlatır (varsayılan: boş olanın yarısı, çizge için)',
  'candidate list of an approximate search, 1 to 10000 (default: 100)':
    'yaklaşık aramanın aday listesi, 1–10000 (varsayılan: 100)',
  'file to write (default: stdout)': 'yazılacak dosya (varsayılan: standart çıktı)',
  'default: by the name of the file, otherwise jsonl': 'varsayılan: dosyanın adına göre, yoksa jsonl',
  'CSV with semicolons and a byte order mark, as Excel opens it in Turkish and other languages with decimal commas':
    'noktalı virgüllü ve bayt sırası işaretli CSV; Excel, Türkçe gibi ondalık virgül kullanan dillerde böyle açar',
  'only documents with this metadata: key=value, or >, >=, <, <= (year>=2020); may be repeated':
    'yalnız bu üst verili belgeler: anahtar=değer ya da >, >=, <, <= (yıl>=2020); yinelenebilir',
  'field of a row that holds its text; several: `a,b`, or `"{a}. {b}"`':
    'satırda metnin alanı; birkaç alan: `a,b` ya da `"{a}. {b}"`',
  'field of a row that holds its text': 'satırda metnin alanı',
  'field of a row that identifies it': 'satırı tanımlayan alan',
  'address to bind to (default: 127.0.0.1)': 'dinlenecek adres (varsayılan: 127.0.0.1)',
  'port to bind to, 0 for a free one (default: 7700)':
    'dinlenecek bağlantı noktası, boş bir tanesi için 0 (varsayılan: 7700)',
  'name of the index': 'dizinin adı',
}
