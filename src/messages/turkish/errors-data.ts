/** Errors of indexes, of what is read into them, and of what people decide about them. */
export const dataErrors: Record<string, string> = {
  // What the system says of files.
  'there is no such file or folder': 'böyle bir dosya ya da klasör yok',
  'a part of this path is a file, not a folder': 'bu yolun bir parçası klasör değil, dosya',
  'there is no permission for this': 'buna izin yok',
  'this is a folder, not a file': 'bu bir dosya değil, klasör',
  'the name is too long': 'ad çok uzun',
  'this exists already': 'bu zaten var',
  'the disk is full': 'disk dolu',
  'the quota of the disk is used up': 'disk kotası dolmuş',
  'there is no program {0} that can be run': 'çalıştırılabilecek bir {0} programı yok',
  'cannot read {0}': 'okunamıyor: {0!}',
  '{0}, line {1}': '{0}, {1}. satır',
  '{0}: {1}': '{0}: {1!}',
  '{0}, {1}': '{0?}, {1!}',
  '{0}; {1}': '{0!}; {1!}',
  '{0}, line {1}: {2}': '{0}, {1}. satır: {2!}',
  '{0}: {1}; --on-error skip would continue': '{0?}: {1!}; --on-error skip bunu atlayıp sürdürür',
  '{0}: {1}; {2}': '{0}: {1!}; {2!}',
  'unknown format': 'bilinmeyen biçim',
  'known are {0}, .gz of these, and .zip': 'bilinenler: {0}, bunların .gz hâli ve .zip',
  'line {0} is longer than {1} characters': '{0}. satır {1#} karakterden uzun',
  'the line is longer than {0} characters': 'satır {0#} karakterden uzun',
  'not JSON ({0})': 'JSON değil ({0?})',
  'id {0} is a duplicate': '{0} kimliği yineleniyor',
  'field "{0}" is neither text nor a number': '"{0}" alanı ne metin ne de sayı',
  'its metadata is nested too deeply': 'üst verisi çok derin iç içe geçmiş',
  'no JSON object with text in field "{0}"; --text-field names another':
    '"{0}" alanında metin olan bir JSON nesnesi değil; --text-field başka bir alan belirtir',
  'no text in {0}; --text-field names another (it has: {1})':
    '{0?} içinde metin yok; --text-field başka bir alan belirtir (alanlar: {1})',
  '{0} may mean {1}: name one exactly': '{0} şunlardan biri olabilir: {1}; birini tam adıyla yazın',
  'recognising text needs Tesseract, which is not installed: npm install tesseract.js @tesseract.js-data/tur (60 MB)':
    'metin tanıma için Tesseract gerekir, kurulu değil: npm install tesseract.js @tesseract.js-data/tur (60 MB)',
  'the file is protected by a password; save it without one (print it to a PDF, or `qpdf --decrypt`), and read that':
    'dosya parolayla korunuyor; parolasız kaydedin (PDF olarak yazdırın ya da `qpdf --decrypt`), onu okutun',
  'drawing pages needs a canvas: npm install @napi-rs/canvas':
    'sayfaları çizmek için bir tuval gerekir: npm install @napi-rs/canvas',
  '{0} {1}': '{0!} {1!}',
  'the id': 'kimlik',
  'the id of a passage': 'bir parçanın kimliği',
  'the text': 'metin',
  'the title': 'başlık',
  'the source': 'kaynak',
  'the metadata': 'üst veri',
  'a key of the metadata': 'üst verinin bir anahtarı',
  'a value of the metadata': 'üst verinin bir değeri',
  'is empty': 'boş',
  'cannot be {0}': '{0} olamaz',
  'has {0} {1}; {2} are allowed': '{0#} {1!} uzunluğunda; en çok {2#} olabilir',
  characters: 'karakter',
  'holds NUL': 'NUL içeriyor',
  'is not well-formed Unicode: it has half of a surrogate pair':
    'geçerli Unicode değil: bir vekil çiftinin yalnız yarısı var',
  'has two keys that are the same in NFC': 'NFC biçiminde aynı olan iki anahtar içeriyor',

  // Indexes.
  'there is no index {0}': '{0} adında bir dizin yok',
  'there is no index {0}; `anlam index PATH --index {1}` makes one':
    '{0} adında bir dizin yok; `anlam index YOL --index {1}` kurar',
  'there is no index in {0}; `anlam index PATH` makes one': '{0} içinde dizin yok; `anlam index YOL` kurar',
  'there is no index {0} here; there are {1}': 'burada {0} adında bir dizin yok; olanlar: {1}',
  'there is no index {0} in memory': 'bellekte {0} adında bir dizin yok',
  'there is no index {0} in OpenSearch at {1}': '{1} adresindeki OpenSearch içinde {0} adında bir dizin yok',
  'index {0} exists': '{0} dizini zaten var',
  'index {0} is empty': '{0} dizini boş',
  'index {0} has no document {1}': '{0} dizininde şu belge yok: {1}',
  'index {0} has no passage {1}': '{0} dizininde şu parça yok: {1}',
  'index {0} {1}': '{0} dizini {1!}',
  'index {0} is open for reading only': '{0} dizini yalnızca okumak için açık',
  'index {0} is not open any more': '{0} dizini artık açık değil',
  'index {0} is not open any more: it was deleted or replaced':
    '{0} dizini artık açık değil: silinmiş ya da değiştirilmiş',
  'index {0} was deleted or replaced while it was open': '{0} dizini açıkken silindi ya da değiştirildi',
  'index {0} was deleted, and another one has its name; try again':
    '{0} dizini silinmiş, adını başka bir dizin almış; yeniden deneyin',
  'index {0} is being written; try again when that has ended':
    '{0} dizinine şu anda yazılıyor; bitince yeniden deneyin',
  'index {0} is being written{1}; try again when that has ended':
    '{0} dizinine şu anda yazılıyor{1!}; bitince yeniden deneyin',
  'is being written by process {0}; try again when it has ended':
    'şu anda yazılıyor ({0} numaralı süreç); o bitince yeniden deneyin',
  'cannot be locked: {0} is being written from another machine, or its file system has no locks (some network mounts); keep indexes on a local disk':
    'kilitlenemiyor: {0} başka bir makineden yazılıyor ya da dosya sisteminde kilit yok (bazı ağ bağlantıları); dizinleri yerel bir diskte tutun',
  'there is an index {0}: {1} differs from it only in small and capital letters, which some disks do not tell apart':
    '{0} adında bir dizin var: {1} ondan yalnızca büyük ve küçük harfle ayrılıyor, bazı diskler bunları ayırt etmez',
  '{0} cannot name an index: use {1}': '{0} bir dizinin adı olamaz; kullanılabilecekler: {1!}',
  'up to 64 letters, digits, ".", "_" and "-" (200 bytes of UTF-8), a letter or digit first, no dot last; not keys.json, nor a name that Windows keeps for itself (con, nul, com1, …)':
    'en çok 64 harf, rakam, ".", "_" ve "-" (200 bayt UTF-8); başta harf ya da rakam, sonda nokta yok; keys.json ve Windows’un kendine ayırdığı adlar (con, nul, com1, …) olmaz',
  '{0} cannot name metadata of an index: use small letters and hyphens, a letter first; not manifest':
    '{0} bir dizinin üst verisine ad olamaz: harfle başlayan küçük harf ve kısa çizgi kullanın; manifest olmasın',
  verify: 'sınama',
  repair: 'onarma',
  rename: 'ad değiştirme',
  'back up': 'yedekleme',
  restore: 'geri getirme',
  'take a snapshot of': 'anlık görüntü alma',
  'check it with the tools of what keeps it': 'dizini tutan sistemin kendi araçlarıyla sınayın',
  'index the texts again': 'metinleri yeniden dizinleyin',
  'copy it under the other name with `anlam copy`, and delete it':
    '`anlam copy` ile öbür ada kopyalayıp bunu silin',
  'save it in a repository of its cluster (`--repository`), or copy it into another engine with `anlam copy`':
    'kümesinin bir deposuna kaydedin (`--repository`) ya da `anlam copy` ile başka bir motora kopyalayın',
  'restore it from a repository of its cluster (`--repository`), or copy it from another engine with `anlam copy`':
    'kümesinin bir deposundan geri getirin (`--repository`) ya da `anlam copy` ile başka bir motordan kopyalayın',
  'it has no repositories: leave `--repository` out, and name a folder':
    'onun deposu yok: `--repository` vermeyin, bir klasör belirtin',
  'index {0} was made with {1}, not {2}': '{0} dizini {2} ile değil, {1?} ile kurulmuş',
  "each format's own unit": 'her biçimin kendi birimi',
  'index {0} was built {1}': '{0} dizini: {1!}',
  'by {0}, not by {1}; {2}': '{1?} ile değil, {0?} ile kurulmuş; {2!}',
  'with {0}, not with {1}; undo that change, or index into another name':
    '{1!} ile değil, {0!} ile kurulmuş; o değişikliği geri alın ya da başka bir ada dizinleyin',
  '{0} ({1}, {2} dimensions)': '{0} ({1}, {2} boyut)',
  'no prompts': 'ön eksiz',
  'the prompts {0} for queries and {1} for documents': 'sorgular için {0}, belgeler için {1} ön eki',
  'use that model, or index into another name': 'o modeli kullanın ya da başka bir ada dizinleyin',
  'take {0} dimensions, or index into another name': '{0} boyut alın ya da başka bir ada dizinleyin',
  'what has this name has changed since; index the documents into another name':
    'bu addaki model o zamandan beri değişmiş; belgeleri başka bir ada dizinleyin',
  'vectors have {0} dimensions, the index {1}': 'vektörler {0} boyutlu, dizin {1}',
  '{0} passages came with {1} vectors': '{0} parça {1} vektörle geldi',
  'vector {0} is not a finite vector of unit length': '{0} numaralı vektör sonlu ve birim uzunlukta değil',
  '{0} must be a whole number from 1 to {1}, not {2}':
    '{0?}, 1 ile {1#} arasında bir tam sayı olmalı; {2} olamaz',
  'the size of a sample': 'örneklem büyüklüğü',
  'the query has {0} dimensions, the index {1}': 'sorgu {0} boyutlu, dizin {1}',
  'the query has no meaning to search for: its vector is zero or not finite':
    'sorgunun aranacak bir anlamı yok: vektörü sıfır ya da sonlu değil',
  'document {0} comes twice': '{0} belgesi iki kez geliyor',
  'document {0} is refused: passage {1} belongs to document {2}':
    '{0} belgesi alınmadı: {1} parçası {2} belgesinin',
  'index {0} was written while its successor was made; make it again':
    '{0} dizinine, yerine geçecek olan kurulurken yazıldı; yeniden kurun',
  'the {0} engine cannot {1} an index; {2}': '{0} motoru bunu yapamaz ({1!}); {2!}',
  '{0} facets; {1} are allowed': '{0} alan sayılamaz; en çok {1} alan sayılabilir',
  'a facet lists 1 to {0} values, not {1}':
    'bir alanın 1 ile {0#} arasında değeri listelenebilir, {1} olamaz',
  'the filter has {0} conditions; {1} are allowed': 'süzgeçte {0} koşul var; en çok {1} olabilir',
  'a key or value of the filter has {0} characters; {1} are allowed':
    'süzgecin bir anahtarı ya da değeri {0#} karakter; en çok {1#} olabilir',
  'the query is nested too deeply; write it with fewer parentheses':
    'sorgu çok derin iç içe geçmiş; daha az ayraçla yazın',
  'the query has too many words to look for their wording ({0} forms are allowed, and a word has four); shorten it, or search by meaning':
    'sorguda, yazılışıyla aranamayacak kadar çok sözcük var (en çok {0#} biçim; her sözcüğün dört biçimi olur); kısaltın ya da anlama göre arayın',
  'the key of a record is text of 1 to {0} bytes, not {1}':
    'bir kaydın anahtarı 1 ile {0} bayt arasında bir metindir, {1} olamaz',
  'a page has 1 to {0} records, not {1}': 'bir sayfada 1 ile {0} arasında kayıt olur, {1} olamaz',
  'a repair of index {0} was cut off; `anlam repair` ends it':
    '{0} dizininin onarımı yarıda kalmış; `anlam repair` bitirir',
  'there is no memory for the graph of index {0}': '{0} dizininin çizgesine yetecek bellek yok',
  'the thread of this scan has ended; begin again': 'bu taramanın iş parçacığı sona erdi; yeniden başlayın',
  '{0} is not JSON': '{0} JSON değil',
  'index {0} has format {1}, this version of anlam reads {2}: {3}':
    '{0} dizininin biçimi {1}, anlamın bu sürümü {2} okur: {3!}',
  'use a newer version': 'daha yeni bir sürüm kullanın',
  'index the texts again, into another name': 'metinleri başka bir ada yeniden dizinleyin',
  'index {0} has format {1}, this version of Anlam reads {2}; index the documents again':
    '{0} dizininin biçimi {1}, anlamın bu sürümü {2} okur; belgeleri yeniden dizinleyin',
  'index {0} does not say which model built it; index the documents again':
    '{0} dizini hangi modelle kurulduğunu söylemiyor; belgeleri yeniden dizinleyin',
  '{0} is damaged: it is not what was written': '{0} hasarlı: yazılan bu değildi',
  '{0} is damaged: {1}': '{0} hasarlı: {1?}',
  '{0} is damaged': '{0} hasarlı',
  '{0} is missing': '{0} eksik',
  '{0} exists': '{0} zaten var',
  'vectors and passages differ in number; `anlam repair` mends it':
    'vektörlerle parçaların sayısı tutmuyor; `anlam repair` düzeltir',
  '{0} could not be written whole: {1}': '{0} bütünüyle yazılamadı: {1}',
  'label {0} is outside 0 to {1}': '{0} etiketi 0 ile {1} arasında değil',
  'label {0} is in use': '{0} etiketi kullanılıyor',
  'a vector has {0} dimensions, the graph {1}': 'bir vektör {0} boyutlu, çizge {1}',
  'a vector holds NaN or Infinity': 'bir vektörde NaN ya da sonsuz var',
  'a vector is all zero: it has no direction': 'bir vektörün tümü sıfır: yönü yok',
  '{0}: the node {1} is damaged; `anlam repair` makes it again':
    '{0}: düğüm hasarlı {1?}; `anlam repair` yeniden kurar',
  'a graph built in bulk has parts that cannot be reached':
    'topluca kurulan çizgede ulaşılamayan parçalar var',
  '{0} is no backup of an index': '{0} bir dizin yedeği değil',
  'there is no database of an index in {0}': '{0} içinde bir dizinin veritabanı yok',
  'index {0} keeps no words, or keeps them as another version does; `anlam index`, with anything, brings it up to date':
    '{0} dizini sözcükleri tutmuyor ya da başka bir sürümün tuttuğu gibi tutuyor; herhangi bir `anlam index` bunu günceller',
  '{0}: the {1} {2} is damaged': '{0}: {2} kaydı ({1}) hasarlı',
  '{0}: passage {1} has no vector': '{0}: {1} parçasının vektörü yok',
  '{0}: the vector of passage {1} is damaged': '{0}: {1} parçasının vektörü hasarlı',
  '{0}: {1} is damaged; `anlam verify` tells what else is, `anlam repair` saves the rest':
    '{0}: {1?} hasarlı; `anlam verify` başka nelerin hasarlı olduğunu söyler, `anlam repair` kalanı kurtarır',
  '{0} belongs to another index': '{0} başka bir dizinin',
  '{0}: the number of the last write is damaged': '{0}: son yazmanın numarası hasarlı',
  '{0}: all {1} labels are used up; index into another name':
    '{0}: {1#} etiketin tümü kullanıldı; başka bir ada dizinleyin',
  'index {0} lacks {1} acknowledged writes: its database is older than it should be, or its write-ahead log is damaged or missing; bring a backup back, or `anlam repair` goes on with what is there':
    '{0} dizininde onaylanmış {1} yazma eksik: veritabanı olması gerekenden eski ya da günlüğü hasarlı veya yok; bir yedeği geri getirin ya da `anlam repair` olanla sürdürür',
  '{0} has {1} bytes, {2} were written': '{0} {1#} bayt, yazılan {2#} idi',
  "{0} is damaged: its SHA-256 is not the manifest's":
    '{0} hasarlı: SHA-256 özeti bildirgedekiyle aynı değil',

  // Clusters.
  'the connection to {0} was closed': '{0} bağlantısı kapandı',
  '{0} {1}; OpenSearch {2} or newer with the k-NN plugin is needed':
    '{0} {1!}; k-NN eklentili OpenSearch {2} ya da daha yenisi gerekir',
  'the OpenSearch at {0} lacks the k-NN plugin; install `opensearch-knn` on every node':
    '{0} adresindeki OpenSearch içinde k-NN eklentisi yok; her düğüme `opensearch-knn` kurun',
  'OpenSearch needs ANLAM_OPENSEARCH_USERNAME together with ANLAM_OPENSEARCH_PASSWORD or _PASSWORD_FILE':
    'OpenSearch için ANLAM_OPENSEARCH_USERNAME ile birlikte ANLAM_OPENSEARCH_PASSWORD ya da _PASSWORD_FILE gerekir',
  'the file {0} of {1} cannot be read; name another':
    '{1} ayarının {0} dosyası okunamıyor; başka bir dosya belirtin',
  'is not OpenSearch': 'OpenSearch değil',
  'has version {0}': 'sürümü {0}',
  'the certificate of {0} is not trusted ({1}); name the file of its authority in ANLAM_OPENSEARCH_CA':
    '{0} sertifikasına güvenilmiyor ({1}); onaylayan kuruluşun dosyasını ANLAM_OPENSEARCH_CA ile belirtin',
  'OpenSearch at {0} did not answer in time; try again':
    '{0} adresindeki OpenSearch zamanında yanıt vermedi; yeniden deneyin',
  'OpenSearch at {0} cannot be reached ({1}); start it, or correct ANLAM_OPENSEARCH_URL':
    '{0} adresindeki OpenSearch’e ulaşılamıyor ({1}); başlatın ya da ANLAM_OPENSEARCH_URL değerini düzeltin',
  'OpenSearch at {0} refuses these credentials; correct ANLAM_OPENSEARCH_USERNAME and ANLAM_OPENSEARCH_PASSWORD, or ANLAM_OPENSEARCH_API_KEY':
    '{0} adresindeki OpenSearch bu kimlik bilgilerini kabul etmiyor; ANLAM_OPENSEARCH_USERNAME ile ANLAM_OPENSEARCH_PASSWORD ya da ANLAM_OPENSEARCH_API_KEY değerini düzeltin',
  'a disk of OpenSearch at {0} is nearly full, so it takes no writes; free space, or add nodes':
    '{0} adresindeki OpenSearch’ün bir diski dolmak üzere, bu yüzden yazma almıyor; yer açın ya da düğüm ekleyin',
  'OpenSearch at {0} does not allow this: {1}; ask for the permission':
    '{0} adresindeki OpenSearch buna izin vermiyor: {1}; izin isteyin',
  'the index was deleted': 'dizin silinmiş',
  'a passage is larger than OpenSearch at {0} takes (http.max_content_length); cut the document into smaller units':
    'bir parça {0} adresindeki OpenSearch’ün aldığından büyük (http.max_content_length); belgeyi daha küçük birimlere bölün',
  'OpenSearch at {0} is overloaded ({1}); try again later':
    '{0} adresindeki OpenSearch aşırı yüklü ({1}); biraz sonra yeniden deneyin',
  'too few nodes of OpenSearch at {0} are up ({1}); start those that are down, and try again':
    '{0} adresindeki OpenSearch’ün çok az düğümü ayakta ({1}); kapalı olanları başlatıp yeniden deneyin',
  'OpenSearch at {0} answered {1}: {2}': '{0} adresindeki OpenSearch {1} yanıtını verdi: {2}',
  'process {0} of {1}, last heard of at {2}, did not end its writing of index {3}: what it had not acknowledged is not there, and if it goes on, it is refused':
    '{1} üzerindeki {0} numaralı süreç (son ses: {2}) {3} dizinine yazmayı bitirmedi: onaylamadıkları yok, sürdürürse kabul edilmez',
  ' by process {0} of {1}': ' ({1} üzerindeki {0} numaralı süreç)',
  'process {0} of {1}': '{1} üzerindeki {0} numaralı süreç',
  'another process': 'başka bir süreç',
  'an index of the cluster does not say what it holds; delete it there':
    'kümedeki bir dizin ne tuttuğunu söylemiyor; onu kümede silin',
  'index {0} has no successor': '{0} dizininin yerine geçecek bir dizin yok',
  'a node was lost while the index was read and written; read it again':
    'dizin okunup yazılırken bir düğüm yitirildi; yeniden okuyun',
  'repository {0} has a snapshot {1}': '{0} deposunda {1} adlı bir anlık görüntü zaten var',
  'snapshot {0} is not whole ({1}); delete it, and take another when the cluster is green':
    '{0} anlık görüntüsü eksik ({1}); silin, küme yeşil olunca yenisini alın',
  'snapshot {0} holds {1} indexes ({2}); one whole index was expected, as `anlam backup --repository` saves it':
    '{0} anlık görüntüsünde {1} dizin var ({2}); `anlam backup --repository` ile alınmış tek bir dizin beklenirdi',
  'the cluster does not restore all shards of {0}; `GET /_cluster/allocation/explain` says why':
    'küme {0} dizininin bütün parçalarını geri getirmiyor; nedenini `GET /_cluster/allocation/explain` söyler',
  'the cluster has no repository {0}; register it (`PUT /_snapshot/{1}`)':
    'kümede {0} deposu yok; kaydedin (`PUT /_snapshot/{1}`)',
  '{0} cannot name a snapshot: {1}': '{0} bir anlık görüntünün adı olamaz: {1}',
  'repository {0} has no snapshot {1}': '{0} deposunda {1} adlı bir anlık görüntü yok',
  '{0} has taken over the writing of index {1}, because nothing was heard of this one; what was not acknowledged is not written':
    '{1} dizinine yazmayı {0?} devraldı, çünkü bu süreçten ses çıkmadı; onaylanmayanlar yazılmadı',
  'index {0} keeps vectors in a way that this version of Anlam does not know; index the documents again':
    '{0} dizini vektörleri anlamın bu sürümünün bilmediği bir biçimde tutuyor; belgeleri yeniden dizinleyin',
  'index {0} has been replaced; mine it anew': '{0} dizininin yerine başkası geçti; yeniden tarayın',

  // What is read into indexes, and taken out of them.
  'index {0} was written while it was copied; copy it again':
    '{0} dizinine kopyalanırken yazıldı; yeniden kopyalayın',
  'the copy differs from the index, and was deleted: {0}': 'kopya dizinden farklı çıktı ve silindi: {0!}',
  '{0}; each row needs a text for its vector': '{0!}; her satırda vektörün ait olduğu bir metin gerekir',
  'document {0} has no list of numbers in field "{1}"; --vector-field names another, --vectors a file':
    '{0} belgesinin "{1}" alanında bir sayı listesi yok; --vector-field başka bir alan, --vectors bir dosya belirtir',
  'the vector of {0} is not finite': 'şunun vektörü sonlu değil: {0!}',
  'row {0} of {1}': '{1}, {0}. satır',
  '{0}: vectors of {1} dimensions, where the model has {2}': '{0!}: vektörler {1} boyutlu, model {2}',
  '{0} has {1} vectors, and {2} has {3} rows with text':
    '{0} içinde {1} vektör, {2} içinde {3!} metinli satır var',
  'more than {0}': '{0} sayısından çok',
  'there is no row with text in {0}': '{0} içinde metinli satır yok',
  'the vector of {0} is not what {1} makes of it (cosine {2}); name the model, prompts and dimension that made the vectors':
    '{0} metninin vektörü, {1} modelinin ondan ürettiği vektör değil (kosinüs {2#}); vektörleri üreten modeli, ön ekleri ve boyutu belirtin',
  'index {0} is cut by {1}, and these vectors are of whole rows; import into another name':
    '{0} dizini {1} birimine bölünmüş, bu vektörlerse bütün satırların; başka bir ada aktarın',
  '--model says which model made the vectors': 'vektörleri hangi modelin ürettiğini --model söyler',
  'there is no text to index in what was given': 'verilenlerde dizinlenecek metin yok',
  'there is no text to index in {0}{1}': '{0} içinde dizinlenecek metin yok{1}',
  '{0}; {1} more of the documents around it are refused too': '{0!}; çevresindeki {1} belge daha alınmadı',
  'index {0} was built by {1} already; name another model':
    '{0} dizini zaten {1} ile kurulmuş; başka bir model belirtin',
  'index {0} keeps what was removed from it, with vectors of {1}; bring that back or forget it first (`anlam undo`)':
    '{0} dizini, çıkarılmış belgeleri {1} vektörleriyle tutuyor; önce onları geri getirin ya da unutturun (`anlam undo`)',
  '{0} documents and {1} passages were made of {2} and {3} of index {4}, which stays as it is; check it with `anlam verify`':
    '{4} dizinindeki {2#} belge ve {3#} parçadan {0#} belge ve {1#} parça çıktı; dizin olduğu gibi kaldı, `anlam verify` ile sınayın',
  'document {0} was removed while the index was read; try again':
    '{0} belgesi, dizin okunurken çıkarıldı; yeniden deneyin',
  'folder {0} is gone, and is not watched any more': '{0} klasörü gitmiş, artık izlenmiyor',
  'cannot watch {0}: there is no such file or folder': '{0} izlenemiyor: böyle bir dosya ya da klasör yok',
  'standard input cannot be watched': 'standart girdi izlenemez',
  'passage {0} is to stay and to be removed': '{0} parçası hem kalacak hem çıkarılacak',
  'document {0} has more than this passage; remove it with `anlam remove` if all of it is to go':
    '{0} belgesinde bu parçadan başkası da var; tümü gidecekse `anlam remove` ile çıkarın',
  'field "{0}" came while the index was exported; export it again':
    '"{0}" alanı, dizin dışa aktarılırken geldi; yeniden aktarın',
  'field "{0}" of the metadata would be taken for the vector': 'üst verideki "{0}" alanı vektör sanılırdı',
  'index {0} keeps no removal {1}; `anlam undo` lists those it keeps':
    '{0} dizini {1} adlı bir çıkarma tutmuyor; tuttuklarını `anlam undo` sıralar',
  'document {0} of index {1} was removed meanwhile; try again':
    '{1} dizinindeki {0} belgesi bu sırada çıkarıldı; yeniden deneyin',
  'index {0} is being embedded anew; rename it when `anlam reindex` has ended':
    '{0} dizininin vektörleri yenileniyor; adını `anlam reindex` bitince değiştirin',
  'all of these documents have these values already': 'bu belgelerin hepsinde bu değerler zaten var',
  '{0} clusters cannot be made of {1} passages{2}': '{1#} parçadan {0#} küme yapılamaz{2!}',
  ' (more are not looked at)': ' (daha çoğuna bakılmaz)',
  '1 cluster: {0} passages are too few for more': '1 küme: {0#} parça daha çoğuna yetmez',
  '{0} clusters: of {1} counts from {2} to {3} they are the best separated (silhouette {4})':
    '{0#} küme: {2#} ile {3#} arasında denenen {1#} sayıdan en iyi ayrılanı (silüet {4})',
}
