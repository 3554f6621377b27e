/** What comes as a whole string: notes and warnings from below, words of the program's own, and what Commander says. */
export const notes: Record<string, string> = {
  // Commander.
  "error: unknown option '{0}'": "hata: bilinmeyen seçenek '{0}'",
  "error: unknown command '{0}'": "hata: bilinmeyen komut '{0}'",
  "error: missing required argument '{0}'": "hata: zorunlu '{0}' argümanı eksik",
  "error: option '{0}' argument missing": "hata: '{0}' seçeneğinin değeri eksik",
  "error: required option '{0}' not specified": "hata: zorunlu '{0}' seçeneği verilmemiş",
  "error: option '{0}' argument '{1}' is invalid. {2}": "hata: '{0}' seçeneğinin '{1}' değeri geçersiz: {2!}",
  "error: command-argument value '{0}' is invalid for argument '{1}'. {2}":
    "hata: '{1}' argümanının '{0}' değeri geçersiz: {2!}",
  'Allowed choices are {0}.': 'şunlardan biri olmalı: {0}.',
  "error: option '{0}' cannot be used with option '{1}'": "hata: '{0}' seçeneği '{1}' ile birlikte verilemez",
  "error: too many arguments for '{0}'. Expected {1} arguments but got {2}.":
    "hata: '{0}' için çok fazla argüman: {1} beklenirken {2} verildi.",
  "error: too many arguments for '{0}'. Expected {1} argument but got {2}.":
    "hata: '{0}' için çok fazla argüman: {1} beklenirken {2} verildi.",
  'error: too many arguments. Expected {0} arguments but got {1}.':
    'hata: çok fazla argüman: {0} beklenirken {1} verildi.',
  '(Did you mean {0}?)': '({0} mi demek istediniz?)',
  '(Did you mean one of {0}?)': '(şunlardan biri mi: {0}?)',
  'it must be a number': 'bir sayı olmalı',
  'it must be a number above 0': '0’dan büyük bir sayı olmalı',
  'it must be above 0 and at most 1': '0’dan büyük, en çok 1 olmalı',
  'it must be a size of at least 1m, such as 512m or 2g':
    'en az 1m olan bir büyüklük olmalı, 512m ya da 2g gibi',
  'it must be field=value': 'alan=değer biçiminde olmalı',
  'it must be key=value, or with >, >=, <, <= in place of =':
    'anahtar=değer olmalı; = yerine >, >=, <, <= yazılabilir',
  'files and folders: {0}, .gz of these, .zip': 'dosyalar ve klasörler: {0}, bunların .gz hâli, .zip',

  // Words of the program's own.
  new: 'yeni',
  changed: 'değişmiş',
  unchanged: 'değişmemiş',
  added: 'eklendi',
  code: 'kod',
  formula: 'formül',
  table: 'tablo',
  menu: 'menü',
  'running-head': 'sayfa başlığı',
  figure: 'şekil',
  image: 'görsel',
  'front-matter': 'ön bölüm',
  comment: 'yorum',
  markup: 'biçim işareti',
  hidden: 'gizli',
  repetition: 'yineleme',
  unreadable: 'okunamayan',
  reading: 'okunuyor',
  blocks: 'öbek',
  passages: 'parça',
  documents: 'belge',
  pairs: 'çift',

  // Encoders and re-rankers.
  'a thread of model {0} is replaced: {1}': '{0} modelinin bir iş parçacığı yenilendi: {1!}',
  'a thread of re-ranker {0} is replaced: {1}':
    '{0} yeniden sıralayıcısının bir iş parçacığı yenilendi: {1!}',
  'model {0} from {1}: {2}, {3}': '{0} modeli, {1}: {2}, {3}',
  'the CPU computes: {0}': 'işlemci hesaplıyor: {0!}',
  'the {0} of index {1} is replaced: {2}': '{1} dizininin bir iş parçacığı yenilendi ({0}): {2!}',
  'making int8 weights, once for this {0}': 'bir kez int8 ağırlıkları yapılıyor ({0!})',
  model: 'model',
  're-ranker': 'yeniden sıralayıcı',
  'measuring how close {0} on {1} is to fp32 on the CPU, {2} sentences':
    '{1} üzerinde {0}, işlemcideki fp32’ye ne kadar yakın ölçülüyor, {2} cümle',
  'mean cosine {0}, worst {1}': 'ortalama kosinüs {0#}, en kötüsü {1#}',
  'there is a GPU, but it cannot be used, so the CPU is used ({0})':
    'bir GPU var ama kullanılamıyor, bu yüzden işlemci kullanılıyor ({0?})',
  'probabilities differ from fp32 by {0}, at most {1}': 'olasılıklar fp32’den {0#}, en çok {1#} farklı',
  'measuring once what the cosines of {0} say ({1})': '{0} kosinüslerinin ne dediği bir kez ölçülüyor ({1})',
  'measuring {0}': 'ölçülüyor: {0}',
  '{0} has no {1}: it runs in fp32': '{0} {1} ile çalışmaz: fp32 ile çalışıyor',

  // What `anlam doctor` tries.
  system: 'sistem',
  processor: 'işlemci',
  instructions: 'komutlar',
  memory: 'bellek',
  settings: 'ayarlar',
  models: 'modeller',
  index: 'dizin',
  indexes: 'dizinler',
  "onnxruntime's CUDA provider is not installed; {0}": 'onnxruntime için CUDA sağlayıcısı kurulu değil; {0!}',
  '`npm run install:cuda` in the folder of anlam fetches it (CUDA 12 and cuDNN 9 must be installed)':
    'anlam klasöründe `npm run install:cuda` onu getirir (CUDA 12 ve cuDNN 9 kurulu olmalı)',
  '{0} (on Linux it needs a GPU with a Vulkan driver, and the loader libvulkan1)':
    '{0?} (Linux’ta Vulkan sürücülü bir GPU ve libvulkan1 yükleyicisi gerekir)',

  // Indexes and mining.
  '{0} pairs have no label yet, and were left out': '{0} çiftin henüz etiketi yok, alınmadı',
  '{0}; the keys read before stay valid': '{0!}; önce okunan anahtarlar geçerli kalıyor',
  'searches of {0} find {1} of the true top 10, {2} is the target; they now look at {3} candidates':
    '{0} aramaları gerçek ilk 10’un {1#} kadarını buluyor, hedef {2#}; artık {3} adaya bakıyorlar',
  'document {0}: its vector is zero, and nothing could find it':
    '{0} belgesi: vektörü sıfır, hiçbir arama bulamazdı',
  'the graph of {0} vectors was built at once: {1}': '{0} vektörün çizgesi topluca kuruldu: {1!}',
  'vectors were added to the graph one by one, which takes longer: at once would take {0} GiB of memory, and {1} are allowed (--memory)':
    'vektörler çizgeye birer birer eklendi, bu daha uzun sürer: topluca {0#} GiB bellek gerekirdi, izin verilen {1#} (--memory)',
  'all pairs were compared': 'bütün çiftler karşılaştırıldı',
  'all pairs were compared by {0}': 'bütün çiftleri {0} karşılaştırdı',
  'the processor compared vectors for the graph, since no GPU could: {0}':
    'çizge için vektörleri işlemci karşılaştırdı, çünkü hiçbir GPU karşılaştıramadı: {0?}',
  'its build went on from where one had been cut off':
    'kurulumu, yarıda kalmış bir kurulumun kaldığı yerden sürdürüldü',
  'each was compared in {0} cells, with {1} % of the nearest':
    'her biri {0} hücrede, en yakınların %{1#} kadarıyla karşılaştırıldı',
  'what an earlier run made of index {0} is gone on with':
    'önceki bir çalıştırmanın {0} dizininden yaptığı sürdürülüyor',
  'what an earlier run made is left out, because {0}':
    'önceki bir çalıştırmanın yaptığı alınmıyor, çünkü {0!}',
  'index {0} was written since': '{0} dizinine o zamandan beri yazılmış',
  'it was for {0}': '{0} içindi',
  '{0}: files are looked at every {1} s instead': '{0}: bunun yerine dosyalara {1} saniyede bir bakılıyor',
  '{0}; what has changed is indexed afterwards': '{0!}; değişenler sonra dizinlenecek',
  'pairs are not explained: {0}': 'çiftler açıklanmıyor: {0!}',
  'words are marked in the first {0} pairs, not in {1}: their texts are long':
    'sözcükler {1} yerine ilk {0} çiftte işaretli: metinleri uzun',
}
