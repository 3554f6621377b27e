/** What is said of files that are read: warnings, what was skipped, and why. */
export const reading: Record<string, string> = {
  // Why a row or a file is skipped.
  '{0}: {1}; the file was skipped': '{0?}: {1!}; dosya atlandı',
  '{0}; the {1} before it were kept': '{0!}; öncesindeki {1#} satır duruyor',
  '{0}: the text is empty': '{0?}: metin boş',
  '{0}: it contains no text': '{0}: içinde metin yok',
  '{0}: a link to a folder, or a broken link': '{0}: bir klasöre bağlantı ya da kopuk bir bağlantı',
  '{0}: an archive in an archive': '{0}: arşiv içinde arşiv',
  '{0}: locked by a password': '{0}: parolayla kilitli',
  'field {0}': '{0} alanı',
  'fields "{0}" and "{1}"': '"{0}" ve "{1}" alanları',
  'not a text format': 'bir metin biçimi değil',
  'not a text format; {0}': 'bir metin biçimi değil; {0!}',
  'document {0}: nothing in its text is known to the model':
    '{0} belgesi: metninde modelin bildiği hiçbir şey yok',
  'not a JSON object': 'bir JSON nesnesi değil',
  'the element is too long': 'öge çok uzun',
  'the row is longer than {0} characters': 'satır {0#} karakterden uzun',
  'a quotation mark opens a cell and is not closed as one':
    'bir tırnak işareti hücre açıyor ama kapanışı hücre sonunda değil',
  'it has more cells than there are columns': 'sütun sayısından çok hücresi var',
  'it has two fields whose names are the same in NFC': 'NFC biçiminde aynı adlı iki alanı var',
  'there is no field {0}; there are: {1}. {2}': '{0} alanı yok; olanlar: {1?}. {2!}',
  '{0} and {1} more': '{0} ve {1} tane daha',
  '--text-field names one of them': 'hangisi olduğunu --text-field belirtir',
  '--text-field {0} would take the one that holds prose': 'düz yazı tutanı --text-field {0} alır',
  '--text-field names one, or several: --text-field {0}':
    '--text-field birini ya da birkaçını belirtir: --text-field {0}',
  'the column {0} is there twice: rename one of them': '{0} sütunu iki kez var: birinin adını değiştirin',
  'two of its columns have the same name': 'iki sütununun adı aynı',
  'the metadata {0}': 'üst verideki {0}',
  'document {0}': '{0} belgesi',
  'is neither text, a finite number, true, false nor null':
    'ne metin, ne sonlu bir sayı, ne true, false ya da null',
  'is not in NFC, or has passages of another':
    'NFC biçiminde değil ya da başka bir belgenin parçalarını taşıyor',
  'and {0} more': 've {0} tane daha',

  // Of zod.
  'Invalid input: expected {0}, received {1}': 'geçersiz değer: beklenen {0!}, gelen {1!}',
  'Invalid input: expected {0}': 'geçersiz değer: beklenen {0?}',
  'Invalid input': 'geçersiz değer',
  'Invalid option: expected one of {0}': 'geçersiz değer: şunlardan biri olmalı: {0}',
  'Unrecognized key: {0}': 'bilinmeyen anahtar: {0}',
  'Unrecognized keys: {0}': 'bilinmeyen anahtarlar: {0}',
  'Too small: expected string to have >={0} characters': 'çok kısa: en az {0#} karakter olmalı',
  'Too big: expected string to have <={0} characters': 'çok uzun: en çok {0#} karakter olmalı',
  'Too small: expected array to have >={0} items': 'çok kısa: en az {0#} öge olmalı',
  'Too big: expected array to have <={0} items': 'çok uzun: en çok {0#} öge olmalı',
  'Too small: expected number to be >={0}': 'çok küçük: en az {0#} olmalı',
  'Too big: expected number to be <={0}': 'çok büyük: en çok {0#} olmalı',
  string: 'metin',
  number: 'sayı',
  array: 'dizi',
  object: 'nesne',
  boolean: 'true ya da false',
  undefined: 'hiçbir şey',
  null: 'null',

  // Of Node, yauzl and pdf.js.
  'Unexpected token {0}, {1} is not valid JSON': 'beklenmeyen {0}: {1}',
  'Unexpected end of JSON input': 'erken bitiyor',
  'End of central directory record signature not found. Either not a zip file, or file is truncated.':
    'bir zip dosyası değil ya da kesik',
  'Invalid PDF structure.': 'bir PDF dosyasının yapısında değil',

  // Damaged files.
  'the file cannot be read: it is damaged, or not what its name says ({0})':
    'dosya okunamıyor: hasarlı ya da adının söylediği türden değil ({0?})',
  'it is larger than {0} MiB, and must be read into memory at once':
    '{0#} MiB sınırından büyük, bu biçimse bütünüyle belleğe okunur',
  'it is not a gzip file': 'bir gzip dosyası değil',
  'it is followed by bytes that are not gzip': 'ardından gzip olmayan baytlar geliyor',
  'its checksum or size does not match the one stored in it':
    'sağlaması ya da boyutu içinde yazılı olanı tutmuyor',
  'it ends too early': 'erken bitiyor',
  'it holds more than {0} files': '{0#} dosyadan çoğunu içeriyor',
  'it has no package file (.opf)': 'paket dosyası (.opf) yok',
  'it has no workbook': 'içinde çalışma kitabı yok',
  'it names no document': 'hiçbir belge göstermiyor',
  'it does not begin with {\\rtf': '{\\rtf ile başlamıyor',
  'slide {0} is missing': '{0}. slayt eksik',
  'elements are nested more than {0} deep': 'ögeler {0#} kattan derin iç içe geçmiş',
  'it is an object of more than {0} MiB': '{0#} MiB sınırından büyük bir nesne',
  'a page unpacks to {0} bytes': 'bir sayfası açılınca {0#} bayt oluyor',
  'more than {0} of its cells are repetitions; save it as CSV':
    'hücrelerinden {0#} sayısından çoğu yineleme; CSV olarak kaydedin',
  'the sheet "{0}" has {1} rows of {2} columns; save it as CSV':
    '"{0}" sayfasında {2#} sütunlu {1#} satır var; CSV olarak kaydedin',
  'no page of it can be read': 'hiçbir sayfası okunamıyor',
  'a file has been cut off': 'bir dosya yarıda kesilmiş',

  // Warnings.
  'page {0}': '{0}. sayfa',
  'page {0} of {1}': 'sayfa {0}/{1}',
  'pages {0}': 'sayfalar: {0}',
  'pages {0}, and {1} more': 'sayfalar: {0} ve {1} tane daha',
  'is a scanned image': 'taranmış bir görüntü',
  'are scanned images': 'taranmış görüntüler',
  '{0} {1} without text, so nothing of it can be found: recognise the text, by `anlam index --ocr`, or by `ocrmypdf -l tur IN.pdf OUT.pdf` and indexing the result':
    '{0!} {1!}, metni yok; bu yüzden oradan hiçbir şey bulunamaz. Metni `anlam index --ocr` ile tanıtın ya da `ocrmypdf -l tur GİREN.pdf ÇIKAN.pdf` yapıp sonucu dizinleyin',
  '{0}: {1} words were recognised, {2} % sure, and some of them may be wrong':
    '{0!}: {1#} sözcük tanındı (güven: %{2}), bazıları yanlış olabilir',
  '{0}: no words were recognised': '{0!}: hiçbir sözcük tanınmadı',
  '{0}: the file does not say which letters some of its signs are; words of which nothing can be read were left out, in others the signs are �':
    '{0!}: dosya bazı işaretlerin hangi harf olduğunu söylemiyor; hiç okunamayan sözcükler alınmadı, öbürlerinde o işaretler � oldu',
  '{0} cannot be read: the file is damaged there; the other pages were kept':
    '{0!} okunamıyor: dosyanın orası hasarlı; öbür sayfalar duruyor',
  'chapters are missing: {0}': 'eksik bölümler: {0}',
  'its front matter is not read: it is no YAML that can be understood':
    'ön bölümü okunmadı: anlaşılır bir YAML değil',
  'it includes files that are not read with it, index them too: {0}':
    'onunla birlikte okunmayan dosyaları içine alıyor, onları da dizinleyin: {0?}',
  'rows are in {0}; not read: {1}': 'satırlar {0} içinde; okunmayanlar: {1}',
  'bytes, such as images, were left out: {0}': 'görsel gibi ham baytlar alınmadı: {0}',
  '"{0}" was read as the text: it is the only field that holds prose':
    'metin olarak "{0}" okundu: düz yazı tutan tek alan o',
  'its first line is no header: the columns are called {0}':
    'ilk satırı başlık değil: sütunların adları {0} oldu',
  'the sheet "{0}" was left out: {1}': '"{0}" sayfası alınmadı: {1!}',
  'what stands above the header (row {0}) was left out': 'başlığın ({0}. satır) üstündekiler alınmadı',
  '1 {0} (line {1}) has {2}': '{1}. satırda {2!}',
  '{0} {1}s (the first is line {2}) have {3}': '{0#} satırda (ilki {2}. satır) {3!}',
  'fewer cells than the header': 'başlıktakinden az hücre var',
  'more cells than the header; what is too much was read as part of the text':
    'başlıktakinden çok hücre var; fazlası metnin parçası olarak okundu',
  'a quotation mark that quotes nothing; it was read as a character':
    'hiçbir şeyi tırnak içine almayan bir tırnak işareti var; düz bir karakter olarak okundu',

  // What makes other files readable.
  'save it as .docx, with LibreOffice: soffice --convert-to docx FILE':
    'LibreOffice ile .docx olarak kaydedin: soffice --convert-to docx DOSYA',
  'save it as .pptx, with LibreOffice: soffice --convert-to pptx FILE':
    'LibreOffice ile .pptx olarak kaydedin: soffice --convert-to pptx DOSYA',
  'save it as .xlsx, with LibreOffice: soffice --convert-to xlsx FILE':
    'LibreOffice ile .xlsx olarak kaydedin: soffice --convert-to xlsx DOSYA',
  'take out its text, with DjVuLibre: djvutxt FILE FILE.txt':
    'DjVuLibre ile metnini çıkarın: djvutxt DOSYA DOSYA.txt',
  'make a PDF of it, with Ghostscript: ps2pdf FILE': 'Ghostscript ile PDF yapın: ps2pdf DOSYA',
  'make an EPUB of it, with calibre: ebook-convert FILE FILE.epub':
    'calibre ile EPUB yapın: ebook-convert DOSYA DOSYA.epub',
  'make Markdown of it, with Pandoc: pandoc FILE -o FILE.md':
    'Pandoc ile Markdown yapın: pandoc DOSYA -o DOSYA.md',
  'recognise its text, with Tesseract: tesseract FILE FILE -l tur':
    'Tesseract ile metnini tanıtın: tesseract DOSYA DOSYA -l tur',
  'index its subtitles, as .srt or .vtt': 'altyazılarını .srt ya da .vtt olarak dizinleyin',
  'unpack it, or pack it as .zip': 'açın ya da .zip olarak paketleyin',
  'save it as .parquet, with pandas: to_parquet': 'pandas ile .parquet olarak kaydedin: to_parquet',
  'rename it to .txt': 'adını .txt ile bitecek biçimde değiştirin',

  // Arrays of NumPy.
  'a pickle is a program that reading runs, and it may hold anything; in Python, numpy.save("vectors.npy", embeddings) writes what can be read safely':
    'pickle, okununca çalışan bir programdır ve içinde her şey olabilir; güvenle okunabileni Python’da numpy.save("vektorler.npy", vektorler) yazar',
  'it is no array of NumPy (.npy)': 'bir NumPy dizisi (.npy) değil',
  'its header is damaged': 'başlığı hasarlı',
  'its numbers are {0}; embeddings.astype("float32") are what is read':
    'sayılarının türü {0?}; okunan tür için: vektorler.astype("float32")',
  'objects of Python': 'Python nesnesi',
  'it is no table of vectors; one row for each text is needed':
    'bir vektör tablosu değil; her metin için bir satır gerekir',
  'its columns stand one after the other; numpy.ascontiguousarray(embeddings) turns them':
    'sütunları art arda duruyor; numpy.ascontiguousarray(vektorler) çevirir',
  'it has {0} bytes, and {1} × {2} numbers need {3}': '{0#} bayt, oysa {1} × {2} sayıya {3#} bayt gerekir',

  // Glossaries.
  'the id {0} is that of line {1}': '{0} kimliği {1}. satırın kimliği',
  'at most {0} terms are allowed': 'en çok {0#} terim olabilir',
  'a name has a letter or a digit': 'bir adda harf ya da rakam bulunur',
  'an entry has a name in tr, en or abbr': 'her maddenin tr, en ya da abbr içinde bir adı olur',
  'what is ambiguous or everyday is one of the names in tr, en and abbr':
    'ambiguous ya da everyday içindekiler tr, en ve abbr adlarından olmalı',

  // Files that are watched.
  'stopped; the next run does the rest': 'durduruldu; kalanı bir sonraki çalıştırma yapar',
  'no file is left, as where a disk is not there; nothing is removed':
    'hiç dosya kalmamış, disk bağlı değilken olduğu gibi; hiçbir şey çıkarılmadı',
  '{0} is on a file system that may not tell of changes':
    '{0}, değişiklikleri bildirmeyebilecek bir dosya sisteminde',
  'the system watches no more files ({0})': 'sistem daha çok dosya izlemiyor ({0})',
}
