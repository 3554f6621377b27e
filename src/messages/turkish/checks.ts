/** What is found when indexes and models are checked, and what is done about it. */
export const checks: Record<string, string> = {
  // What is checked of an index.
  manifest: 'bildirge',
  acknowledged: 'onaylananlar',
  database: 'veritabanı',
  identity: 'kimlik',
  writes: 'yazmalar',
  records: 'kayıtlar',
  wording: 'sözcükler',
  vectors: 'vektörler',
  copies: 'kopyalar',
  graph: 'çizge',
  'own vectors': 'öz vektörler',
  recall: 'duyarlılık',
  'format {0}, generation {1}': 'biçim {0}, kuşak {1}',
  'one of its two slots is damaged': 'iki yerinden biri hasarlı',
  '{0} writes': '{0#} yazma',
  'SQLite finds its pages, indexes and constraints in order':
    'SQLite sayfaları, dizinleri ve kısıtları düzgün buluyor',
  'there is no manifest to compare with': 'karşılaştırılacak bildirge yok',
  'manifest and database belong together': 'bildirge ile veritabanı birbirinin',
  'it is not known how many writes were acknowledged': 'kaç yazmanın onaylandığı bilinmiyor',
  '{0} acknowledged writes are missing': 'onaylanmış {0#} yazma eksik',
  'all {0} acknowledged writes are there': 'onaylanmış {0#} yazmanın tümü yerinde',
  '{0} are whole': '{0#} tanesinin tümü sağlam',
  '{0} are whole, and so are their documents': '{0#} tanesi ve belgeleri sağlam',
  '{0} are whole and of unit length': '{0#} tanesi sağlam ve birim uzunlukta',
  'the database belongs to another index': 'veritabanı başka bir dizinin',
  'manifest and database do not name the same model and settings':
    'bildirge ile veritabanı aynı modeli ve ayarları göstermiyor',
  'the number of the last write is damaged': 'son yazmanın numarası hasarlı',
  'none has been published yet; opening makes it from the database':
    'henüz yayımlanmamış; dizin açılırken veritabanından yapılır',
  'generation {0} is undamaged and agrees with the database; {1} passages came after it':
    '{0}. kuşak sağlam ve veritabanıyla uyuşuyor; ondan sonra {1#} parça geldi',
  '{0}; {1} vectors were built at once, with {2} of the nearest among the candidates':
    '{0!}; {1#} vektör topluca kuruldu, en yakınların {2#} kadarı adaylar arasındaydı',
  '{0} damaged or in the wrong place: {1} {2}': '{0#} tanesi hasarlı ya da yanlış yerde: {1!} {2}',
  document: 'belge',
  removed: 'çıkarılmış',
  directory: 'klasör',
  architecture: 'mimari',
  maxTokens: 'en çok parça',
  vocabulary: 'sözlük',
  modules: 'modüller',
  strip: 'boşluk kırpma',
  lowerCase: 'küçük harf',
  promptSource: 'ön ek kaynağı',
  licence: 'lisans',
  languages: 'diller',
  revision: 'sürüm',
  fingerprint: 'parmak izi',
  prompts: 'ön ekler',
  unit: 'birim',
  bytes: 'bayt',
  generation: 'kuşak',
  passage: 'parça',
  record: 'kayıt',
  vector: 'vektör',
  label: 'etiket',

  // Graphs.
  'holds {0} points, not {1}': '{1#} değil, {0#} nokta tutuyor',
  'node {0} links to node {1} on level {2}, where it is not':
    '{0}. düğüm, {2}. katta olmayan {1}. düğüme orada bağlanıyor',
  'truncated: {0} bytes are too few for a header': 'kesik: {0#} bayt bir başlığa yetmez',
  'holds vectors of {0} dimensions, not {1}': '{1} değil, {0} boyutlu vektörler tutuyor',
  'truncated: {0} bytes are too few for {1} points': 'kesik: {0#} bayt {1#} noktaya yetmez',
  'has room for {0} points, and holds {1}': '{0#} noktalık yeri var, {1#} nokta tutuyor',
  'its header is not one of these parameters': 'başlığı bu değerlerin başlığı değil',
  'truncated among the upper links': 'üst bağlantıların arasında kesik',
  'node {0} has no whole number of levels': '{0}. düğümün kat sayısı tam değil',
  'has bytes left over': 'artan baytları var',
  'searches begin at node {0} on level {1}, and it is not there':
    'aramalar {1}. katta {0}. düğümden başlıyor, o düğümse orada yok',
  'node {0} has the label {1}': '{0}. düğümün etiketi {1}',
  'the vector of node {0} holds NaN or Infinity': '{0}. düğümün vektöründe NaN ya da sonsuz var',
  'node {0} has no count of links': '{0}. düğümün bağlantı sayısı yok',
  'node {0} links to node {1} of {2}': '{0}. düğüm, {2#} düğümden {1}. düğüme bağlanıyor',
  'of passage {0}': '({0}. parça)',
  'nodes of equal vectors are not kept yet; the next write makes them':
    'eşit vektörlerin düğümleri henüz tutulmuyor; bir sonraki yazma yapar',
  'passage {0} is not at the node of its vector': '{0}. parça, vektörünün düğümünde değil',
  '{0} passages have nodes, and no vectors': '{0#} parçanın düğümü var, vektörü yok',
  '{0} passages have {1} distinct vectors': '{0#} parçanın {1#} farklı vektörü var',
  'words are not kept yet, or other ones; the next write makes them':
    'sözcükler henüz tutulmuyor ya da başkaları tutuluyor; bir sonraki yazma yapar',
  'the word {0} is counted wrongly': '{0} sözcüğü yanlış sayılmış',
  '{0} words are missing': '{0#} sözcük eksik',
  '{0} distinct words are counted as the passages have them':
    '{0#} farklı sözcük, parçalarda olduğu gibi sayılmış',
  '{0}; the graph was rebuilt from the database': '{0?}; çizge veritabanından yeniden kuruldu',
  '{0} copies of other passages hid what is near them; the graph was rebuilt without them':
    'başka parçaların {0#} kopyası yakınlarındakileri gizliyordu; çizge onlarsız yeniden kuruldu',

  // Searching for a sample.
  '{0} of {1} passages are not found by their own vectors':
    '{1#} parçadan {0#} tanesi kendi vektörüyle bulunmuyor',
  '{0} ({1}, …); if copies hide them, `anlam repair` makes the graph anew':
    '{0!} ({1}, …); onları kopyalar gizliyorsa `anlam repair` çizgeyi yeniden kurar',
  'recall@{0} {1} for {2} passages of it': 'dizinden {2#} parça için duyarlılık@{0} {1#}',
  '{0}, {1} is the least': '{0!}; en az {1#} olmalı',
  "the vector of {0} is not the model's (cosine {1})": '{0} parçasının vektörü modelin değil (kosinüs {1#})',
  '{0} passages embedded again give their vectors (worst cosine {1})':
    'yeniden kodlanan {0#} parça aynı vektörleri verdi (en kötü kosinüs {1#})',

  // Repairing.
  'the graph was made again from the vectors': 'çizge vektörlerden yeniden yapıldı',
  'the manifest was made again from the database': 'bildirge veritabanından yeniden yapıldı',
  'the database was made again from its undamaged rows': 'veritabanı sağlam satırlarından yeniden yapıldı',
  '{0} damaged records were left out: decisions, or removals that could be undone':
    'hasarlı {0#} kayıt alınmadı: kararlar ya da geri alınabilecek çıkarmalar',
  '{0} was made again': '{0} yeniden yapıldı',

  // Copies of indexes.
  '{0} documents and {1} passages of {2} and {3}': '{2#} belge ve {3#} parçadan {0#} ve {1#}',
  'passage {0}': '{0} parçası',
  'what is near passage {0}': '{0} parçasının yakınındakiler',

  // What is checked of a model.
  files: 'dosyalar',
  loads: 'yüklenme',
  precision: 'duyarlık',
  runs: 'çalışma',
  dimension: 'boyut',
  cosines: 'kosinüsler',
  'ranking {0}': 'sıralama {0}',
  '{0}, {1} dimensions, on {2} in {3} with {4} threads': '{0}, {1} boyut, {2} üzerinde {3}, {4} iş parçacığı',
  '{0}, {1} says {2}': '{0#}, oysa {1} {2#} diyor',
  '{0}, as {1} says': '{0#}, {1} da öyle diyor',
  'mean cosine {0}, worst {1}, top 10 agree to {2} %':
    'ortalama kosinüs {0#}, en kötüsü {1#}, ilk 10 sonuç %{2#} aynı',
  '{0} against fp32 on {1} sentences: {2}': '{1#} cümlede fp32 karşısında {0}: {2!}',
  '{0} against fp32 on {1} sentences with {2} before each: {3}':
    'her birinin başında {2} olan {1#} cümlede fp32 karşısında {0}: {3!}',
  'not pulled by anlam, so there are no digests to compare with':
    'anlam ile indirilmemiş, karşılaştırılacak özet yok',
  '{0} is damaged: its SHA-256 differs from that of {1}':
    '{0} hasarlı: SHA-256 özeti {1} sürümündekinden farklı',
  '{0} files are those of {1} @ {2}': '{0#} dosya {1} @ {2} dosyalarıyla aynı',
  'vectors hold NaN or Infinity': 'vektörlerde NaN ya da sonsuz var',
  'batching moves a vector by {0}, {1} is allowed':
    'yığın içinde bir vektör {0} değişiyor, en çok {1} olabilir',
  'alone and in a batch, vectors differ by at most {0}':
    'tek başına ve yığın içinde vektörler en çok {0} farklı',
  'sentences {0} and {1} give {2}, {3} says {4}': '{0}. ve {1}. cümleler {2#} veriyor, {3} {4#} diyor',
  '{0}, within {1} of {2}': '{0}; {2} ile fark en çok {1#}',
  'sentence {0} outranks the paraphrase ({1})': '{0}. cümle yeniden ifadenin önüne geçiyor ({1})',
  'the paraphrase outranks its neighbours ({0})': 'yeniden ifade komşularının önünde ({0})',

  // What `anlam doctor` tries.
  'the built-in model gave a zero vector': 'yerleşik model sıfır vektör verdi',
  'a passage just written was not found': 'az önce yazılan parça bulunamadı',
}
