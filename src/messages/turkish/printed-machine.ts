/** What `anlam bench`, `anlam doctor` and `--verbose` print. */
export const printedOfMachine: Record<string, string> = {
  // Measuring the machine.
  'machine    {0}, {1} threads, {2}, node {3}, anlam {4}':
    'makine     {0}, {1} iş parçacığı, {2}, node {3}, anlam {4}',
  'model      {0}, {1}, {2}, {3} threads': 'model      {0}, {1}, {2}, {3} iş parçacığı',
  'encoding   {0}, of {1} tokens': 'kodlama    {0}, {1} parçalık',
  '{0} sentences a second': 'saniyede {0} cümle',
  'bundled corpus': 'hazır derlem',
  'query      {0}: ': 'sorgu      {0}: ',
  '{0} ms': '{0} ms',
  '{0} to encode it, {1} to search {2} passages ({3}); ': 'kodlamak {0}, {2} parçada aramak {1} ({3}); ',
  'one of twenty takes more than {0} ms': 'yirmide biri {0} ms’den uzun sürer',
  'recall@{0}  {1} of {2} queries, at effort {3}': 'duyarlılık@{0}  {1}, {2} sorguda, effort {3}',

  // What `anlam doctor` says.
  '{0} on {1}': '{0}, {1}',
  '{0}, {1} threads': '{0}, {1} iş parçacığı',
  '{0} GiB': '{0} GiB',
  'the system tells of none': 'sistem söylemiyor',
  '{0} free of {1}': '{1} bellekten {0} boş',
  '{0} free of {1}, of which this process may have {2}':
    '{1} bellekten {0} boş, bu süreç en çok {2} alabilir',
  'all by default; there is no config file': 'hepsi varsayılan; ayar dosyası yok',
  '{0}, provider cpu': '{0}, sağlayıcı cpu',
  'full range: this processor multiplies all bytes exactly':
    'tam aralık: bu işlemci bütün baytları tam çarpar',
  'reduced range: this processor adds products of bytes in 16 bits; vectors are compared in codes of ±{0}, encoders use unsigned weights':
    'dar aralık: bu işlemci bayt çarpımlarını 16 bitte toplar; vektörler ±{0} kodlarıyla karşılaştırılır, kodlayıcılar işaretsiz ağırlık kullanır',
  'computes on device {0}': '{0} numaralı aygıtta hesaplıyor',
  'built-in, {0} dimensions, runs': 'yerleşik, {0} boyut, çalışıyor',
  '{0} pulled into {1}, {2}': '{1} içine indirilmiş {0} model, {2}',
  'SQLite and HNSW write, search and publish': 'SQLite ve HNSW yazıyor, arıyor, yayımlıyor',
  '{0} in {1}': '{1} içinde {0} dizin',
  '{0} has {1} passages by {2}': '{0}: {2} ile {1} parça',

  // What --verbose says.
  'anlam {0}, node {1}, {2} {3} {4}': 'anlam {0}, node {1}, {2} {3} {4}',
  '{0} is {1}, from {2}': '{0} ayarı {1}, kaynağı {2}',
  '{0} s, {1} s of processors, ': '{0} sn, işlemcilerde {1} sn, ',
  '{0} MiB of memory at most': 'en çok {0} MiB bellek',
}
