/** Errors of settings, commands, searches, mining and the server. */
export const commandErrors: Record<string, string> = {
  // Settings.
  '{0} is {1}: {2}': '{0} ayarı {1}: {2!}',
  'it must be one of {0}': 'şunlardan biri olmalı: {0}',
  'it must be one of {0}; did you mean {1}?': 'şunlardan biri olmalı: {0}; {1} mi demek istediniz?',
  'it must be a whole number from {0}': '{0#} ya da daha büyük bir tam sayı olmalı',
  'it must be a whole number from {0} to {1}': '{0#} ile {1#} arasında bir tam sayı olmalı',
  'it must be a number from {0}': '{0#} ya da daha büyük bir sayı olmalı',
  'it must be a number from {0} to {1}': '{0#} ile {1#} arasında bir sayı olmalı',
  'it must be true or false': 'true ya da false olmalı',
  'it must be an address such as https://example.org': 'https://example.org gibi bir adres olmalı',
  'it may have {0} characters': 'en çok {0#} karakter olabilir',
  'it must be a text that is not empty': 'boş olmayan bir metin olmalı',
  'an origin is like https://example.org': 'bir kaynak (origin) https://example.org biçimindedir',
  'a host is a name like notlar.example or an address ([::1] for IPv6), without a port':
    'sunucu adı notlar.example gibi bir ad ya da bir adrestir (IPv6 için [::1]); bağlantı noktası yazılmaz',
  'an address of OpenSearch is like https://search.example:9200; user and password are settings of their own':
    'OpenSearch adresi https://search.example:9200 biçimindedir; kullanıcı ve parola ayrı ayarlardır',
  'use up to 63 small letters, digits and hyphens, a letter first':
    'harfle başlayan, en çok 63 küçük harf, rakam ve kısa çizgi kullanın',
  'there is no config file {0}': '{0} adında bir ayar dosyası yok',
  '{0}: there is no setting {1}{2}': '{0}: {1} adında bir ayar yok{2!}',
  '; did you mean {0}?': '; {0} mi demek istediniz?',
  '{0} is no setting; did you mean {1}?': '{0} adında bir ayar yok; {1} mi demek istediniz?',
  '{0} is not JSON: {1}': '{0} JSON değil: {1}',
  '{0} must be a JSON object of settings': '{0} ayarlardan oluşan bir JSON nesnesi olmalı',

  // Stopping.
  cancelled: 'vazgeçildi',
  'cancelled by the caller': 'vazgeçildi',
  stopped: 'durduruldu',
  'stopped: {0}': 'durduruldu: {0!}',
  'nothing was written': 'hiçbir şey yazılmadı',
  '{0} documents are in index {1}; the same command goes on with the others':
    '{1} dizininde {0#} belge var; aynı komut öbürleriyle sürdürür',
  'nothing is kept; with --out DIR, the same command goes on where it was':
    'hiçbir şey saklanmadı; --out KLASÖR ile aynı komut kaldığı yerden sürdürür',
  'what was compared is kept in {0}; the same command goes on':
    'karşılaştırılanlar {0} içinde duruyor; aynı komut sürdürür',
  'index {0} is as it was, and what was embedded is kept beside it; the same command goes on':
    '{0} dizini olduğu gibi, kodlananlar da yanında duruyor; aynı komut sürdürür',
  'what was downloaded is kept; the same command goes on': 'indirilenler duruyor; aynı komut sürdürür',
  '{0} keeps what was saved last; the same command goes on, and --finish writes the best weights so far':
    'son kaydedilen {0} içinde duruyor; aynı komut sürdürür, --finish şimdiye kadarki en iyi ağırlıkları yazar',
  'nothing was written to {0}; a static encoder is trained in one go':
    '{0} içine hiçbir şey yazılmadı; durağan kodlayıcı tek seferde eğitilir',
  'there is no index {0}; the same command copies it': '{0} dizini yok; aynı komut onu kopyalar',
  'some documents may be removed from index {0}; `anlam undo` lists what brings them back':
    '{0} dizininden bazı belgeler çıkarılmış olabilir; geri getirenleri `anlam undo` sıralar',
  'nothing was removed': 'hiçbir şey çıkarılmadı',
  '{0} is as it was': '{0} olduğu gibi duruyor',

  // Command lines.
  'give files of labelled pairs, or --next FILE for pairs to label':
    'etiketli çift dosyaları ya da etiketlenecek çiftler için --next DOSYA verin',
  '--next would overwrite the labels in {0}; give another file':
    '--next, {0} içindeki etiketlerin üzerine yazardı; başka bir dosya verin',
  'give a text, `-` for stdin, or --evaluate': 'bir metin, standart girdi için `-` ya da --evaluate verin',
  '--confusion shows an evaluation; give --evaluate':
    '--confusion bir değerlendirmeyi gösterir; --evaluate verin',
  '--group is for --evaluate without a file, which parts the examples; a file of its own must share no source with them':
    '--group, dosyasız --evaluate içindir; o, örnekleri böler. Ayrı bir dosya örneklerle ortak kaynak içermemeli',
  '{0} names no index': '{0} bir dizin adı değil',
  'nobody can be asked here whether to delete {0}; --yes deletes it':
    'burada silinsin mi diye sorulacak kimse yok ({0!}); --yes siler',
  'index {0} in {1}: {2} documents, {3} passages': '{1} içindeki {0} dizini: {2#} belge, {3#} parça',
  'index {0} in {1}: it cannot be opened': '{1} içindeki {0} dizini: açılamıyor',
  'index {0} is not deleted: {1} is not its name': '{0} dizini silinmedi: adı {1} değil',
  'failed: {0}': 'başarısız: {0}',
  'give either a text (or `-`) or --input FILE': 'ya bir metin (ya da `-`) ya da --input DOSYA verin',
  'a CSV has no column for vectors; write .parquet or .jsonl, or --vectors FILE.npy':
    'CSV vektör sütunu tutmaz; .parquet ya da .jsonl yazın ya da --vectors DOSYA.npy verin',
  '{0}: vectors are written as .npy; without a file, as a column':
    '{0}: vektörler .npy olarak yazılır; dosya verilmezse bir sütuna',
  '--watch and --dry-run exclude each other': '--watch ile --dry-run birlikte verilemez',
  '--between takes exactly two indexes or files, and no other files':
    '--between tam iki dizin ya da dosya alır, başka dosya almaz',
  '--within and --across are for one corpus, not for --between':
    '--within ve --across tek derlem içindir, --between ile verilemez',
  'give at least two models': 'en az iki model verin',
  'give either --pairs or --corpus': 'ya --pairs ya --corpus verin',
  '{0} failed: {1}': '{0} başarısız: {1?}',
  '--model says which model is to embed the passages': 'parçaları hangi modelin kodlayacağını --model söyler',
  '`--facet` is for one query whose hits are printed':
    '`--facet`, sonuçları yazdırılan tek bir sorgu içindir',
  '`--explain` is for hits that are printed, not for `--out`':
    '`--explain`, yazdırılan sonuçlar içindir, `--out` ile verilemez',
  'stdin, line {0}: {1}': 'standart girdi, {0}. satır: {1!}',
  'other machines can reach {0}, and anybody could read and write; make a key with `anlam key add NAME`, or give --allow-public':
    '{0} adresine başka makineler ulaşabilir; herkes okuyup yazabilirdi. `anlam key add AD` ile bir anahtar yapın ya da --allow-public verin',
  'at most {0} passages are looked at, not {1}': 'en çok {0} parçaya bakılır, {1} olamaz',
  'one of the texts contains nothing that the model knows':
    'metinlerden birinde modelin bildiği hiçbir şey yok',
  '{0}: its name ends in none of .{1}': '{0}: adı bunların hiçbiriyle bitmiyor: .{1}',
  '--threshold and --target-precision both set the threshold; give only one':
    '--threshold ve --target-precision eşiği birlikte belirleyemez; yalnız birini verin',
  'a width of {0} is not a multiple of {1} --heads': '{0} genişliği, {1} --heads sayısının katı değil',
  'index {0} is damaged ({1}); `anlam repair --index {2}` saves what is undamaged':
    '{0} dizini hasarlı; `anlam repair --index {2}` sağlam olanı kurtarır',

  // Searching and mining.
  'the query is empty': 'sorgu boş',
  'the query has {0} characters; {1} are allowed': 'sorgu {0#} karakter; en çok {1#} olabilir',
  'the query only excludes words; add a word to search for, or put it in quotation marks to search for it':
    'sorgu yalnızca sözcük dışlıyor; aranacak bir sözcük ekleyin ya da onu aramak için tırnak içine alın',
  'the query has too many parentheses': 'sorguda çok fazla ayraç var',
  'the glossary of index {0} is damaged; `anlam glossary set FILE` writes it again':
    '{0} dizininin sözlükçesi hasarlı; `anlam glossary set DOSYA` yeniden yazar',
  '{0} has no terms': '{0} içinde terim yok',
  'a precision needs a calibration: `anlam calibrate LABELLED --index NAME` makes one, and that index can be mined with it':
    'kesinlik için kalibrasyon gerekir: `anlam calibrate ETİKETLİ --index AD` yapar, o dizin bununla taranabilir',
  'no cosine has a precision of {0} on the pairs it was calibrated with; the best is {1}':
    'kalibrasyon çiftlerinde hiçbir kosinüsün kesinliği {0#} değil; en iyisi {1#}',
  'index {0} was built by {1}, index {2} by {3}; only vectors of one model can be compared':
    '{0} dizini {1} ile, {2} dizini {3} ile kurulmuş; yalnız tek modelin vektörleri karşılaştırılabilir',
  'no passage has a field "{0}"; there are {1}': 'hiçbir parçada "{0}" alanı yok; olanlar: {1}',

  // The server and its keys.
  '{0} jobs are waiting; try again later': '{0} iş bekliyor; biraz sonra yeniden deneyin',
  'the result of job {0} is not kept any more; start it again':
    '{0} işinin sonucu artık saklanmıyor; yeniden başlatın',
  'job {0} is {1}': '{0} işi: {1}',
  'there is no job {0}; the last {1} are kept': '{0} işi yok; son {1} iş saklanır',
  'there is a key {0}': '{0} adında bir anahtar zaten var',
  'there is no key {0}': '{0} adında bir anahtar yok',
  '{0} is damaged or cannot be read, so no request is accepted; restore it, or remove it and make new keys':
    '{0} hasarlı ya da okunamıyor, bu yüzden hiçbir istek kabul edilmez; geri getirin ya da kaldırıp yeni anahtarlar yapın',
  'this idempotency key was used for another body; a new write needs a new key':
    'bu yineleme anahtarı başka bir gövdeyle kullanılmış; yeni yazma için yeni anahtar gerekir',
  'a write with this idempotency key is still running; try again later':
    'bu yineleme anahtarıyla bir yazma sürüyor; biraz sonra yeniden deneyin',
  'the server has no re-ranker; `anlam serve --rerank MODEL` starts it with one':
    'sunucuda yeniden sıralayıcı yok; `anlam serve --rerank MODEL` bununla başlatır',
  'the server already has {0} indexes, the most it may have; delete one first':
    'sunucuda zaten {0} dizin var, daha çok olamaz; önce birini silin',
  'the server is shutting down': 'sunucu kapanıyor',
  'port {0} of {1} is in use; --port sets another':
    '{1} adresinin {0} bağlantı noktası kullanılıyor; --port başkasını belirler',
  'cannot listen on {0}:{1}: {2}': '{0}:{1} dinlenemiyor: {2}',

  // Threads.
  'a worker has no method {0}': 'iş parçacığında {0} diye bir işlem yok',
  'a worker thread ended (code {0})': 'bir iş parçacığı sona erdi (kod {0})',
  'a worker thread did not respond for {0} s': 'bir iş parçacığı {0} saniye yanıt vermedi',
  closed: 'kapandı',
  '{0} during {1}; {2}': '{1} sırasında: {0!}; {2!}',
  'try again later': 'biraz sonra yeniden deneyin',
  'its outcome is unknown, but it can be sent again': 'sonucu bilinmiyor, ama yeniden gönderilebilir',
}
