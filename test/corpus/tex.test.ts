import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTex } from '../../src/corpus/formats/tex/read.js'
import { readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'

const raw = String.raw
const paragraphs = (text: string): string[] =>
  readTex(text).sections.flatMap(section =>
    section.paragraphs.map(each => each.replaceAll(/\s+/g, ' ').trim()),
  )

test('LaTeX: letters however they are written', () => {
  for (const [source, text] of [
    [raw`\"o\"{u}\u{g}\u g\c{s}\c c\.I\.{I}\i{}\i\^a\^{\i}\'e\"Ob`, 'öüğğşçİİııâîéÖb'],
    [raw`a\u{g}\i r ad\i m {\c S}ubat`, 'ağır adım Şubat'],
    ['ag\u0306ır', 'ag\u0306ır'],
    [raw`50\% \& \$5 \_ \{x\} a~b\,c \ldots{} d--e---f`, '50% & $5 _ {x} a b c … d–e—f'],
    ["``söz'' `iç' tam\\-lama Kohen'in", '“söz” ‘iç’ tamlama Kohen’in'],
    [raw`\LaTeX{} ile "soru" sor`, 'LaTeX ile "soru" sor'],
    [raw`\textbf{koyu \emph{eğik}} {\bf eski} \bilinmeyen{kalan}[kalır]`, 'koyu eğik eski kalan[kalır]'],
  ] as const)
    assert.deepEqual(paragraphs(source), [text])
  const german = raw`\usepackage[ngerman,turkish]{babel}\begin{document}"oyk"u \"u"-x\end{document}`
  assert.deepEqual(paragraphs(german), ['öykü üx'])
})

test('LaTeX: definitions with parameters are put in where they are used, their arguments read in place', () => {
  for (const [source, text] of [
    [
      raw`\newcommand{\x}[2]{\textbf{Tanım (#1):} #2 denir.}\x{Kayıp}{\emph{Hataya}} Son.`,
      ['Tanım (Kayıp): Hataya denir. Son.'],
    ],
    [raw`\newcommand{\x}[2][Uyarı]{#1: #2!}\x{oku} \x[Bilgi]{geç}`, ['Uyarı: oku! Bilgi: geç!']],
    [raw`\def\x#1#2{#1 ile #2 arası}\x{\x{a}{b}}{c\footnote{Not.}}`, ['a ile b arası ile c arası', 'Not.']],
    [raw`\newcommand{\x}[1]{#1 sonra}\x tek \x{açık`, ['tek açık sonra']],
    // A parameter that is there twice, or out of order: the arguments as they stand.
    [raw`\newcommand{\x}[2]{#2 önce #1} \x{bir} {iki}`, ['bir iki']],
    [raw`\newcommand{\x}[1]{#1 ve #1} \x{bir}`, ['bir']],
    [raw`\newcommand{\x}[1]{\x{#1} yine} \x{bir}`, ['bir']],
  ] as const)
    assert.deepEqual(paragraphs(source), text)
})

test('LaTeX: headings, notes, lists, captions; commands without text, formulas, code and tables are counted', () => {
  const { title, sections, leftOut, warnings } = readTex(raw`\documentclass[12pt]{article} % belge türü
\usepackage{babel}
\newcommand{\yz}{yapay zek\^a}
\newcommand{\be}{\begin{equation}}
\newcommand{\ikili}[2]{#1 ve #2}
\title{Derin \"O\u{g}renme\thanks{Destek için teşekkür.}}
\author{Örnek Yazar}
\begin{document}
\maketitle
\section*{Giri\c{s}}
\label{sec:giris}
\subsection[Kısa]{Amaç}
Model \yz{} ile öğrenir~\cite[s.~5]{alpaydin}.\footnote{Bkz. \emph{Alpaydın}.} $k$-ortalamalar $E = mc^2$ ve
devamı % yorum satırı
sürer.

\begin{itemize}
  \item ilk madde
  \item[Son] madde \verb|kod_x|
\end{itemize}
\[ L = \sum_i x_i \]
\begin{align} a &= b \\ c &= d \end{align}
\begin{figure}[ht]\includegraphics[width=3cm]{ag.png}\caption[Kısa]{Ağın şekli.}\label{f}\end{figure}
\begin{tabular}{l|r} bir & iki \\ üç & dört \end{tabular}
\begin{verbatim} print("x") { \end{verbatim}
\iffalse gizli söz \fi
\begin{theorem}[Bayes] Kuram budur. \end{theorem}
\href{http://a}{bağlantı} \textcolor{red}{kırmızı} \input{bolum2} \include{bolum3}
\section{Sonuç}
\end{document} artık yok`)
  assert.equal(title, 'Derin Öğrenme')
  assert.deepEqual(
    sections.map(({ heading, paragraphs }) => [
      heading,
      paragraphs.map(text => text.replaceAll(/\s+/g, ' ').trim()),
    ]),
    [
      [undefined, ['Destek için teşekkür.', 'Örnek Yazar']],
      [
        'Giriş › Amaç',
        [
          'Model yapay zekâ ile öğrenir. k-ortalamalar ve devamı sürer.',
          'Bkz. Alpaydın.',
          'ilk madde',
          'Son madde kod_x',
          'Ağın şekli.',
          'Bayes Kuram budur.',
          'bağlantı kırmızı',
        ],
      ],
      ['Sonuç', ['Sonuç']],
    ],
  )
  const { markup, ...others } = leftOut!
  assert.ok(markup! > 10)
  // yorum satırı, gizli söz, artık yok.
  assert.deepEqual(others, { comment: 6, formula: 9, image: 1, table: 4, code: 1 })
  assert.deepEqual(warnings, ['it includes files that are not read with it, index them too: bolum2, bolum3'])
})

test('LaTeX: frames of slides have their titles as headings', () => {
  const { sections } =
    readTex(raw`\begin{document}\begin{frame}[fragile]{Kümeleme}{} \only<2>{Merkez} seçilir. \end{frame}
\begin{frame}\frametitle{Dirsek}\begin{columns}[T]\begin{column}{0.5\textwidth} Eğri kırılır.\end{column}\end{columns}\end{frame}\end{document}`)
  assert.deepEqual(
    sections.slice(1).map(({ heading, paragraphs }) => [heading, paragraphs.map(text => text.trim())]),
    [
      ['Kümeleme', ['Merkez seçilir.']],
      ['Dirsek', ['Eğri kırılır.']],
    ],
  )
})

test('LaTeX: what is not closed loses no text', () => {
  assert.deepEqual(paragraphs('a { b } } c \\footnote{d'), ['a b c', 'd'])
  assert.deepEqual(paragraphs('fiyat $5 oldu\n\nsonra $ b \\[ c'), ['fiyat 5 oldu', 'sonra b c'])
  assert.deepEqual(paragraphs('\\begin{itemize} \\item a \\end{enumerate} b \\verb|c'), ['a', 'b |c'])
  assert.deepEqual(paragraphs(`${'{'.repeat(100_000)}dip \\`), ['dip'])
  assert.deepEqual(readTex('a \\begin{verbatim} b c').leftOut, { code: 2 })
})

test('LaTeX: titles of blocks and columns of slides are apart; what is cited leaves no space before a sign', () => {
  assert.deepEqual(
    paragraphs(
      '\\begin{block}{Önemli} Veri gerekir~\\cite{a}, çünkü öğrenir.\\end{block}' +
        '\\begin{columns}\\column{.5\\textwidth} Sol. \\column{.5\\textwidth} Sağ \\ref{b}!\\end{columns}',
    ),
    ['Önemli', 'Veri gerekir, çünkü öğrenir.', 'Sol.', 'Sağ!'],
  )
})

test('LaTeX: real sources are found', { skip: unlessShared('cases/files/ders-ot1.tex') }, async () => {
  const names = ['ders-ot1.tex', 'ders-t1-type3.tex', 'girintili-paragraf.tex']
  const { documents } = await readAll(names.map(name => shared(`cases/files/${name}`)))
  const text = documents.map(({ document }) => document.text).join('\n')
  assert.doesNotMatch(text, /[\\{}]/)
  assert.match(text, /Değişken sayısı arttıkça aşırı uyum görülür/)
  assert.match(text, /İstatistiksel öğrenme kuramı genelleme hatasını inceler\./)
})
