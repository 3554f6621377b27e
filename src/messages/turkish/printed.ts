/** What commands print, by what is marked with `say`. */
export const printed: Record<string, string> = {
  'error: {0}': 'hata: {0}',
  'warning: {0}': 'uyarı: {0}',
  'ok  ': 'iyi ',
  none: 'yok ',
  FAIL: 'HATA',
  '{0} %': '%{0}',
  '{0} to {1}': '{0}–{1}',
  '{0} ({1}–{2})': '{0} ({1}–{2})',
  '95 %: {0} to {1}': '%95: {0}–{1}',
  ', and {0} more': ' ve {0} tane daha',
  '{0} s left': '{0} sn kaldı',
  'stopping; Ctrl-C again ends at once': 'durduruluyor; yeniden Ctrl-C hemen bitirir',
  '(what begins with a hyphen and is no option goes behind --: {0})':
    '(kısa çizgiyle başlayıp seçenek olmayan metin -- işaretinden sonra yazılır: {0})',

  // Progress.
  indexing: 'dizinleniyor',
  'mostly reading': 'çoğunlukla okuma',
  'mostly encoding': 'çoğunlukla kodlama',
  'mostly writing': 'çoğunlukla yazma',
  'mostly building the graph': 'çoğunlukla çizge kurma',
  importing: 'aktarılıyor',
  copying: 'kopyalanıyor',
  removing: 'çıkarılıyor',
  comparing: 'karşılaştırılıyor',
  embedding: 'kodlanıyor',
  encoding: 'kodlanıyor',
  'encoding with {0}': '{0} ile kodlanıyor',
  training: 'eğitiliyor',
  'evaluating {0}': 'değerlendiriliyor: {0}',
  passages: 'parça',
  documents: 'belge',
  blocks: 'öbek',
  rows: 'satır',
  texts: 'metin',
  steps: 'adım',

  // Indexing.
  '{0}: {1} documents, {2} passages in {3} s ': '{0}: {1} belge, {2} parça, {3} sn ',
  '({0}/s, {1}, {2})': '({0}/sn, {1}, {2})',
  'unchanged {0}, skipped {1}, repaired {2}, truncated {3}':
    'değişmeyen {0}, atlanan {1}, onarılan {2}, kısaltılan {3}',
  'cut to {0} of {1} dimensions: of the ten nearest passages {2} % stay ({3} passages)':
    '{1} boyuttan {0} boyuta kesildi: en yakın on parçanın %{2} kadarı kaldı ({3} parça)',
  '  {0}: {1} documents, {2} passages, {3} words{4}': '  {0}: {1} belge, {2} parça, {3} sözcük{4}',
  '; words left out: {0}': '; alınmayan sözcükler: {0}',
  'words left out: {0}': 'alınmayan sözcükler: {0}',
  'words left out of all files: {0}': 'bütün dosyalarda alınmayan sözcükler: {0}',
  '{0}: {1} more (--json has all)': '{0}: {1} tane daha (--json hepsini verir)',
  '  … {0} more files (--json has all)': '  … {0} dosya daha (--json hepsini verir)',
  '  … {0} more (--json has all)': '  … {0} tane daha (--json hepsini verir)',
  '  gone: {0}': '  gitti: {0}',
  '  renamed: {0} → {1}': '  adı değişti: {0} → {1}',
  ' ({0} renamed)': ' ({0} tanesinin adı değişmiş)',
  '{0} documents are not in their files any more{1}: removed {2}':
    '{0} belge artık dosyasında yok{1}: {2} belge çıkarıldı',
  '{0} documents are not in their files any more{1}, and stay in the index; --prune removes them':
    '{0} belge artık dosyasında yok{1}, dizinde duruyor; --prune çıkarır',
  '{0}: text recognised': '{0}: metin tanındı',
  'skipped {0}': 'atlandı: {0}',
  'further skips are only counted': 'bundan sonra atlananlar yalnızca sayılıyor',
  'restored {0}: {1}': 'düzeltildi: {0}: {1}',
  'further restored texts are only counted': 'bundan sonra düzeltilenler yalnızca sayılıyor',
  '{0}{1} would have {2} documents, {3} passages of these paths: ':
    '{0}{1} içinde bu yollardan {2} belge, {3} parça olurdu: ',
  ' (new)': ' (yeni)',
  '{0} new, {1} changed, {2} unchanged, skipped {3}': '{0} yeni, {1} değişmiş, {2} değişmemiş, atlanan {3}',
  '{0}: {1}; {2} passages, {3} words{4}': '{0}: {1}; {2} parça, {3} sözcük{4}',
  nothing: 'hiç',
  'nothing was written': 'hiçbir şey yazılmadı',
  'watching for changes; Ctrl-C ends': 'değişiklikler izleniyor; Ctrl-C bitirir',
  '{0} changes followed: {1} documents written, {2} removed; all of it is kept':
    '{0} değişiklik işlendi: {1} belge yazıldı, {2} belge çıkarıldı; hepsi duruyor',
  'failed {0}: {1}': 'olmadı {0}: {1}',
  'removed {0}: {1}': 'kaldırıldı {0}: {1}',
  '{0} documents, {1} passages': '{0} belge, {1} parça',
  '{0} unchanged': '{0} değişmemiş',
  '{0} truncated': '{0} kısaltılmış',
  ' (now {0}{1})': ' (artık {0}{1})',
  removed: 'çıkarıldı',
  'kept: {0}': 'duruyor: {0}',
  '--prune removes them': '--prune çıkarır',
  '{0} gone{1}, {2}': '{0} belge gitti{1}, {2}',
  '{0} blank lines of stdin were skipped': 'standart girdide {0} boş satır atlandı',
  '{0}: {1} documents with vectors of {2} in {3} s, unchanged {4}, ':
    '{0}: {2} vektörleriyle {1} belge, {3} sn, değişmeyen {4}, ',
  'without a vector {0}': 'vektörsüz {0}',
  '{0} of them compared with the model: least cosine {1}':
    '{0} tanesi modelle karşılaştırıldı: en küçük kosinüs {1}',

  // Searching.
  'the query is too long for the model; its end was ignored': 'sorgu model için çok uzun; sonu alınmadı',
  'nothing found': 'bir şey bulunamadı',
  'nothing close; these are the nearest': 'yakın bir şey yok; en yakınları bunlar',
  '  and {0} that say the same': '  ve aynı şeyi söyleyen {0} parça',
  '{0} ms{1}': '{0} ms{1}',
  ', of which {0} for looking again at {1} hits with {2}{3}':
    '; bunun {0} ms kadarı {1} sonuca {2} ile yeniden bakmak için{3}',
  '; {0} more were left out for lack of time': '; süre yetmediği için {0} sonuca bakılmadı',
  ', … of {0}': ', … toplam {0}',
  '; {0} to {1}': '; {0}–{1}',
  'page {0}': 'sayfa {0}',
  ' at {0}–{1}': ' {0}–{1}',
  'searched by meaning alone: the query has too many words to look for, or the index keeps none of this version ':
    'yalnız anlama göre arandı: sorguda aranamayacak kadar çok sözcük var ya da dizin bu sürümün sözcüklerini tutmuyor ',
  '(the next `anlam index` makes them)': '(bir sonraki `anlam index` onları yapar)',
  '{0}: {1} hits': '{0}: {1} sonuç',
  'probably say something else:': 'büyük olasılıkla başka şey söyleyenler:',

  // Mining.
  '{0} in {1} groups, of {2} passages ': '{1} grupta {0}, {2} parçadan ',
  '{0} pairs': '{0} çift',
  '({0} exact duplicates), cosine at least {1}, {2} s': '({0} birebir kopya), kosinüs en az {1}, {2} sn',
  'the best of {0}; --max-pairs keeps more': '{0} çiftin en iyileri; --max-pairs daha çoğunu tutar',
  '--out DIR writes the report': '--out KLASÖR raporu yazar',
  '{0} read {1} uncertain pairs again, and rejected {2}{3}':
    '{0} kuşkulu {1} çifti yeniden okudu, {2} çifti kabul etmedi{3}',
  '; there was no time for {0} more': '; {0} çifte süre yetmedi',
  'recall could not be estimated: {0} passages have no neighbours':
    'duyarlılık kestirilemedi: {0} parçanın komşusu yok',
  'estimated recall {0} (95 %: {1} to {2}), from {3} neighbours of {4} passages':
    'kestirilen duyarlılık {0} (%95: {1}–{2}), {4} parçanın {3} komşusundan',
  '{0}  {1} passages  {2}': '{0}  {1} parça  {2}',
  'group {0}': 'grup {0}',
  'exact search: all pairs are compared': 'tam arama: bütün çiftler karşılaştırılıyor',
  'approximate search: through the graph': 'yaklaşık arama: çizge üzerinden',
  '{0}: {1} rows': '{0}: {1} satır',
  '{0}: {1} negatives for the texts of {2} groups': '{0}: {2} grubun metinleri için {1} zor olumsuz',
  '--precision {0} is called --target-precision {1} now':
    '--precision {0} yerine artık --target-precision {1} yazılır',

  // Labelled pairs and decisions.
  '{0}: {1} pairs to label, most telling first; put 1 or 0 for null, and give the file back':
    '{0}: etiketlenecek {1} çift, en çok şey söyleyeni başta; null yerine 1 ya da 0 yazıp dosyayı geri verin',
  '{0}: {1} on {2} pairs, {3} of them paraphrases; ': '{0}: {2} çiftte {1}, {3} tanesi yeniden ifade; ',
  'Brier {0}, log loss {1} on held-out texts ': 'ayrı tutulan metinlerde Brier {0}, log kaybı {1} ',
  '({0} and {1} by their share alone)': '(yalnız paylarıyla {0} ve {1})',
  'reports of this index now show probabilities, and searches with --json{0}':
    'bu dizinin raporları ve --json ile aramaları artık olasılık gösterir{0}',
  '; `anlam mine --target-precision {0}` uses them': '; `anlam mine --target-precision {0}` bunları kullanır',
  '  {0}  from {1}: ': '  {0}  {1} ve üstü: ',
  'best F1': 'en iyi F1',
  'precision {0} ({1}), recall {2} ': 'kesinlik {0} ({1}), duyarlılık {2} ',
  '({0}), {1} pairs': '({0}), {1} çift',
  '{0}: {1} right, {2} wrong, {3} unsure': '{0}: {1} doğru, {2} yanlış, {3} kararsız',
  '  {0} by {1}': '  {0} karar: {1}',
  'nobody named': 'adı verilmemiş',
  '  the last at {0}': '  sonuncusu {0}',
  '{0}: {1} pairs': '{0}: {1} çift',
  '{0}: {1} decisions taken over, {2} known or older than those here, ':
    '{0}: {1} karar devralındı, {2} tanesi biliniyor ya da buradakilerden eski, ',
  '{0} rows without a label': 'etiketsiz {0} satır',
  '{0}: {1} on {2} decisions, {3} of them right': '{0}: {2} kararda {1}, {3} tanesi doğru',
  '  before: {0}': '  önce:  {0}',
  '  after:  {0}': '  sonra: {0}',
  'no pair': 'çift yok',
  'precision {0}': 'kesinlik {0}',
  'from {0}: {1}, recall {2}, {3} pairs': '{0} ve üstü: {1}, duyarlılık {2}, {3} çift',

  // Classifying.
  'none of them': 'hiçbiri',
  unknown: 'bilinmiyor',
  '{0} % of the texts have a near-duplicate on the other side: accuracy is ':
    'metinlerin %{0} kadarının öbür tarafta yakın kopyası var: doğruluk ',
  '{0}, and {1} where those are kept ': '{0}; bunlar tek tarafta tutulunca {1}, ',
  'on one side, which leaves fewer to learn from; paraphrases that the model does not see as near count as well, and only ':
    'o zaman öğrenilecek metin azalır. Modelin yakın görmediği yeniden ifadeler de sayılır, bunları yalnız ',
  '--group FIELD tells those': '--group ALAN söyler',
  '{0}: accuracy {1}  macro F1 {2}  log loss {3}  on {4} texts':
    '{0}: doğruluk {1}  makro F1 {2}  log kaybı {3}  {4} metinde',
  '{0} of them given no label; accuracy of the others {1}':
    '{0} tanesine etiket verilmedi; öbürlerinin doğruluğu {1}',
  '  {0} F1 {1}  precision {2}  recall {3}  of {4}':
    '  {0} F1 {1}  kesinlik {2}  duyarlılık {3}  {4} metinde',

  // Keeping indexes.
  '{0} is backed up in {1}{2}': '{0} yedeklendi: {1}{2}',
  'repository {0}, as ': '{0} deposu, ad ',
  '{0} is restored from {1}': '{0} geri getirildi: {1}',
  '{0}: {1} documents, {2} passages of {3} in {4} s; ': '{0}: {3} dizininden {1} belge, {2} parça, {4} sn; ',
  'compared {0} passages and {1} searches': '{0} parça ve {1} arama karşılaştırıldı',
  '{0}: would remove {1} of {2} documents, ': '{0}: {2} belgeden {1} tanesi çıkarılırdı, ',
  '{0}: removed {1} of {2} documents, ': '{0}: {2} belgeden {1} tanesi çıkarıldı, ',
  '{0}: removed {1} of {2} documents': '{0}: {2} belgeden {1} tanesi çıkarıldı',
  'copies of {0} that stay{1}': 'kalan {0} belgenin kopyaları{1}',
  ', {0} with merged metadata': ', {0} tanesinin üst verisi birleşti',
  '  {0} of them had another {1} than the document that stays':
    '  {0} tanesinde {1}, kalan belgedekinden farklıydı',
  '  {0} passages are parts of longer documents, and stay': '  {0} parça daha uzun belgelerin parçası, kaldı',
  '  {0} lists them': '  listesi: {0}',
  '{0}: tagged {1} documents': '{0}: {1} belge etiketlendi',
  '  anlam undo {0} --index {1} takes it back': '  anlam undo {0} --index {1} geri alır',
  '  anlam undo {0} --index {1} brings them back': '  anlam undo {0} --index {1} geri getirir',
  '{0}: deleted': '{0}: silindi',
  'Type its name to delete it: ': 'Silmek için adını yazın: ',
  '{0}: {1} passages of {2}': '{0}: {2} dizininden {1} parça',
  '{0}: their vectors, row by row': '{0}: satır satır vektörleri',
  'no index in {0}; `anlam index PATH` makes one': '{0} içinde dizin yok; `anlam index YOL` kurar',
  '{0}  {1} passages of {2} documents, {3} MB, by {4} ({5} dimensions)':
    '{0}  {2} belgeden {1} parça, {3} MB, {4} ile ({5} boyut)',
  'the {0} of index {1} held for {2} only, and is gone': '{1} dizininin {0} verisi yalnız {2} içindi, gitti',
  '{0} passages are left out: {1} knows no word of them': '{0} parça alınmadı: {1} hiçbir sözcüğünü bilmiyor',
  ', {0} of them by an earlier run': ' ({0} tanesi önceki bir çalıştırmadan)',
  '{0}: {1} documents, {2} passages{3}, now by {4}, before by {5}; ':
    '{0}: {1} belge, {2} parça{3}, şimdi {4} ile, önce {5} ile; ',
  '{0} s ({1}/s, {2}, {3}), truncated {4}': '{0} sn ({1}/sn, {2}, {3}), kısaltılan {4}',
  'found  {0}: {1}': 'bulunan  {0}: {1}',
  'done   {0}': 'yapılan  {0}',
  'nothing was wrong': 'bozuk bir şey yoktu',
  '{0}: {1} documents, {2} passages': '{0}: {1} belge, {2} parça',
  '{0} acknowledged writes are lost': 'onaylanmış {0} yazma yitirildi',
  '{0} documents could not be saved: {1}{2}; index them again':
    '{0} belge kurtarılamadı: {1}{2}; yeniden dizinleyin',
  'the damaged database is kept in {0}': 'hasarlı veritabanı {0} içinde saklanıyor',
  '{0}: removal {1} cannot be undone any more': '{0}: {1} artık geri alınamaz',
  '{0}: {1} documents are there again{2}': '{0}: {1} belge geri geldi{2}',
  ', {0} have the metadata again that they had': ', {0} belgenin özellikleri eskisi gibi',
  ', metadata of {0}': ', {0} belgenin özellikleri',
  '{0}: now {1}': '{0}: adı artık {1}',
  'document {0} has been written anew since, and was left as it is':
    '{0} belgesi o zamandan beri yeniden yazılmış, olduğu gibi bırakıldı',
  '{0}: nothing to undo': '{0}: geri alınacak bir şey yok',
  '{0}  {1}  {2} documents{3}{4}': '{0}  {1}  {2} belge{3}{4}',
  ', by {0}': ', {0}',
  'index {0} has no terms of its own; `anlam glossary set FILE` gives it some':
    '{0} dizininin kendi terimi yok; `anlam glossary set DOSYA` verir',
  'neither the bundled glossary nor that of index {0} has {1}':
    'ne hazır sözlükçede ne de {0} dizinininkinde {1} var',
  '{0}: {1} terms of its own': '{0}: kendi {1} terimi',
  '{0}: no terms of its own': '{0}: kendi terimi yok',
  'a running server uses them once it has opened the index again':
    'çalışan bir sunucu, dizini yeniden açınca bunları kullanır',

  // Models and training.
  model: 'model',
  dim: 'boyut',
  'passages/s': 'parça/sn',
  'ms a query': 'sorgu, ms',
  '{0} @ {1}: {2} files, {3} MB in {4}': '{0} @ {1}: {2} dosya, {3} MB, {4} içinde',
  'downloaded {0} MB, taken from the Hugging Face cache {1} MB':
    'indirilen {0} MB, Hugging Face önbelleğinden alınan {1} MB',
  'encoding {0} texts': '{0} metin kodlanıyor',
  '{0}: {1}, {2} hits, log loss {3} ({4} by their share)':
    '{0}: {1}, {2} sonuç, log kaybı {3} (paylarıyla {4})',
  'reading {0} pairs, which takes a large model minutes':
    '{0} çift okunuyor; büyük bir modelde dakikalar sürer',
  '{0}: {1} of {2} pairs, log loss {3} ': '{0}: {2} çiftten {1} tanesi, log kaybı {3} ',
  "({0} by the model's own probabilities, {1} by their share)":
    '(modelin kendi olasılıklarıyla {0}, paylarıyla {1})',
  searches: 'aramalar',
  '  {0} {1} hits, {2} answer': '  {0} {1} sonuç, {2} yanıt',
  '{0}: from a cosine of {1}, {2} of the pairs, {3} of the paraphrases':
    '{0}: {1} kosinüsünden başlayarak çiftlerin {2}, yeniden ifadelerin {3} kadarı',
  paraphrases: 'yeniden ifadeler',
  'step {0}/{1}  loss {2}  {3}': 'adım {0}/{1}  kayıp {2}  {3}',
  'general language: {0}': 'günlük dil: {0!}',
  'the field: {0}': 'alan: {0!}',
  'step {0}/{1}  loss {2}  rate {3}  {4}': 'adım {0}/{1}  kayıp {2}  hız {3}  {4}',
  '{0} texts/s, {1} s left': '{0} metin/sn, {1} sn kaldı',
  'before the first step': 'ilk adımdan önce',
  'the teacher has encoded {0} texts': 'öğretmen {0} metin kodladı',
  '{0}: {1} pieces × {2} in {3} s, weights {4}': '{0}: {1} parça × {2}, {3} sn, ağırlıklar {4}',
  '{0}: {1} dimensions, {2} steps in {3} s ': '{0}: {1} boyut, {2} adım, {3} sn ',
  '({0} texts/s), weights of step {1}, {2}': '({0} metin/sn), {1}. adımın ağırlıkları, {2}',

  // Serving.
  'serving {0} at {1}': '{0} sunuluyor: {1}',
  'no index yet': 'henüz dizin yok',
  stopping: 'durduruluyor',
  'a key is needed, but none is left: every request is refused until `anlam key add NAME` makes one':
    'anahtar gerekiyor ama hiç anahtar kalmamış: `anlam key add AD` bir tane yapana dek her istek geri çevrilir',
  'it cannot be shown again; send it as "Authorization: Bearer …"; a running server accepts it within a second':
    'bir daha gösterilemez; "Authorization: Bearer …" olarak gönderin; çalışan bir sunucu bir saniye içinde kabul eder',
  '{0}: removed': '{0}: kaldırıldı',
  '(`{0}` lists the commands)': '(komutları `{0}` sıralar)',
  '(Did you mean {0}?)': '({0} mi demek istediniz?)',
  '\nTry: {0}': '\nDeneyin: {0}',
  'Paraphrases: anlam mine --index {0} --out rapor': 'Yeniden ifadeler: anlam mine --index {0} --out rapor',
  'Ctrl-C stops.': 'Ctrl-C durdurur.',
  '{0}; building the demo index again': '{0}; demo dizini yeniden kuruluyor',
  'index {0}: {1} passages, nothing to do': '{0} dizini: {1} parça, yapılacak bir şey yok',
  'index {0}: {1} passages in {2} s': '{0} dizini: {1} parça, {2} sn',
}
