/** A page as people save them: what its readers read, and what stands around that. */
export interface SamplePage {
  name: string
  html: string
  content: string[]
  around: string[]
}

const MENU = ['Ana Sayfa', 'Dersler', 'Duyurular', 'İletişim Bilgileri', 'Kadromuz']
const links = (names: readonly string[]): string =>
  names.map(name => `<li><a href="/${name.length}">${name}</a></li>`).join('')
const paragraphs = (texts: readonly string[]): string => texts.map(text => `<p>${text}</p>`).join('\n')

const LEARNING = [
  'Makine öğrenmesi, verideki örüntüleri bulup yeni örnekler hakkında tahmin yapan yöntemlerin genel adıdır.',
  'Denetimli öğrenmede her örneğin etiketi bilinir; model girdiden etikete giden bir eşleme kurmaya çalışır.',
  'Denetimsiz öğrenmede etiket yoktur, bu yüzden yöntem verinin kendi yapısını açığa çıkarır.',
]
const SHORT = ['Sınav salı günü yapılacak.', 'Hesap makinesi serbesttir.']

/** A university's page: everything in a form, the menu in a list without any mark. */
const form: SamplePage = {
  name: 'a form around the page',
  html: `<html><head><title>Ders notları</title></head><body><form action="./" method="post">
<div id="ust"><ul>${links(MENU)}</ul></div>
<div id="orta"><h1>Öğrenme türleri</h1>${paragraphs(LEARNING)}<input type="submit" value="Gönder"></div></form></body></html>`,
  content: ['Öğrenme türleri', ...LEARNING],
  around: MENU,
}

/** A page of 2003: tables for the layout, a menu in a cell, a table of data in the text. */
const tables: SamplePage = {
  name: 'tables for the layout',
  html: `<html><body bgcolor="white"><center><table width="780"><tr><td colspan="2"><b>Bölüm sayfası</b></td></tr>
<tr><td width="150">${MENU.map(name => `<a href="x.htm">${name}</a><br>`).join('')}</td>
<td><font size="4">Dersin amacı</font><br><br>${LEARNING[0]}<br><br>${LEARNING[1]}
<table border="1"><tr><td>Vize</td><td>40</td></tr><tr><td>Final</td><td>60</td></tr></table>
${LEARNING[2]}</td></tr></table></center></body></html>`,
  content: ['Dersin amacı', ...LEARNING],
  around: [...MENU, 'Vize', 'Final'],
}

/** Documentation: navigation, contents and a way on, all marked, and one main element. */
const documentation: SamplePage = {
  name: 'documentation',
  html: `<!doctype html><html><head><title>Kurulum | Belgeler</title></head><body>
<header class="navbar"><nav><a href="/">Belgeler</a></nav></header><div class="row">
<aside class="sidebar"><ul>${links(['Başlarken', 'Ayar dosyası', 'Sık sorulanlar'])}</ul></aside>
<main><article><h1>Kurulum<a class="hash-link" href="#kurulum" title="Bağlantı">#</a></h1>
<p>Önce <code>pip</code> ile paketi kurun.</p><pre>pip install paket</pre>
<div class="admonition"><p>Uyarı: sürümler uyumlu olmalıdır.</p></div>
<h2>Kullanım</h2><ul><li>Modeli yükleyin.</li><li>Tahmin alın.</li></ul>
<dl><dt>eşik</dt><dd>Altında kalan puanlar atılır.</dd></dl></article>
<nav class="pagination"><a href="b">Sonraki: Ayar dosyası</a></nav></main></div>
<footer>Tüm hakları saklıdır.</footer></body></html>`,
  content: [
    'Kurulum',
    'Önce pip ile paketi kurun.',
    'Uyarı: sürümler uyumlu olmalıdır.',
    'Kullanım',
    'Modeli yükleyin.',
    'Tahmin alın.',
    'eşik',
    'Altında kalan puanlar atılır.',
  ],
  around: [
    'Belgeler',
    'Başlarken',
    'Sık sorulanlar',
    'Sonraki: Ayar dosyası',
    'Tüm hakları saklıdır.',
    'pip install paket',
  ],
}

/** A blog: the post in a plain division, cards of other posts as articles, comments. */
const blog: SamplePage = {
  name: 'a blog with cards of other posts',
  html: `<!doctype html><html><head><title>Aşırı öğrenme nedir?</title></head><body>
<div class="menu"><ul>${links(MENU)}</ul></div>
<div class="post"><h1>Aşırı öğrenme nedir?</h1>${paragraphs(LEARNING)}<blockquote>Her model yanlıştır.</blockquote>
<figure><img src="a.png" alt="eğri"><figcaption>Şekil 1: Hata eğrisi.</figcaption></figure></div>
<div class="comments"><h3>Yorumlar</h3><p>Çok açıklayıcı bir yazı olmuş, teşekkürler.</p></div>
<div class="related"><article><a href="b"><h4>Karar ağaçları</h4></a></article>
<article><a href="c"><h4>Kümeleme</h4></a></article></div>
<footer><p>Bültenimize abone olun</p></footer></body></html>`,
  content: [
    'Aşırı öğrenme nedir?',
    ...LEARNING,
    'Her model yanlıştır.',
    'Şekil 1: Hata eğrisi.',
    'Çok açıklayıcı bir yazı olmuş, teşekkürler.',
  ],
  around: [...MENU, 'Bültenimize abone olun'],
}

/** An announcement: two short sentences, and more words around them. */
const announcement: SamplePage = {
  name: 'a short announcement',
  html: `<html><body><div id="nav">${links(MENU)}</div><div id="icerik"><h3>Duyuru</h3>${paragraphs(SHORT)}</div></body></html>`,
  content: ['Duyuru', ...SHORT],
  around: MENU,
}

const LECTURES = [
  'Hafta 1: Giriş ve tanımlar',
  'Hafta 2: Doğrusal bağlanım',
  'Hafta 3: Karar ağaçları',
  'Hafta 4: Kümeleme',
]
/** A list of lectures: links are what it is about. */
const lectures: SamplePage = {
  name: 'a list of lectures',
  html: `<html><body><h1>Ders içeriği</h1><p>Slaytlar her hafta eklenir.</p><ol>${links(LECTURES)}</ol></body></html>`,
  content: ['Ders içeriği', 'Slaytlar her hafta eklenir.', ...LECTURES],
  around: [],
}

/** Questions with answers that open. */
const questions: SamplePage = {
  name: 'questions and answers',
  html: `<html><body><nav>${links(MENU)}</nav><div id="app"><h2>Sorular</h2>
<details><summary>Model neden ezberler?</summary><p>Çünkü veri azdır.</p></details>
<details><summary>Ne yapmalı?</summary>Düzenlileştirme eklenir.</details>
<div style="display: none">Yükleniyor lütfen bekleyin</div></div></body></html>`,
  content: [
    'Sorular',
    'Model neden ezberler?',
    'Çünkü veri azdır.',
    'Ne yapmalı?',
    'Düzenlileştirme eklenir.',
  ],
  around: [...MENU, 'Yükleniyor lütfen bekleyin'],
}

export const PAGES: readonly SamplePage[] = [
  form,
  tables,
  documentation,
  blog,
  announcement,
  lectures,
  questions,
]
