import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FileReport } from '../../src/corpus/types.js'
import { file, readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'

interface Read {
  /** Heading and text of each document. */
  sections: [heading: unknown, text: string][]
  ids: string[]
  title: string | undefined
  metadata: Record<string, unknown>
  report: FileReport
}

async function read(path: string): Promise<Read> {
  const reports: FileReport[] = []
  const { documents } = await readAll([path], { onFile: report => reports.push(report) })
  const { heading: _, ...metadata } = documents[0]?.document.metadata ?? {}
  return {
    sections: documents.map(({ document }) => [document.metadata.heading, document.text]),
    ids: documents.map(({ document }) => basename(document.id)),
    title: documents[0]?.document.title,
    metadata,
    report: reports[0]!,
  }
}

const readText = (t: TestContext, text: string, name = 'a.md'): Promise<Read> => read(file(t, name, text))

test('Markdown: a document for each heading; marks are no text, links and code in a sentence are', async t => {
  const { sections, ids, title, report } = await readText(
    t,
    `# Aşırı öğrenme

Model eğitim verisini **ezberler**; bkz. [kaynak](https://ornek.tr/a?b=c) ve \`model.fit()\`
çağrısı.

## Önlemler

- ilk madde
  - iç madde
- [x] ikinci *madde*

> Alıntı cümlesi.

1. bir
2. iki
`,
  )
  assert.deepEqual(sections, [
    ['Aşırı öğrenme', 'Model eğitim verisini ezberler; bkz. kaynak ve model.fit() çağrısı.'],
    ['Önlemler', 'ilk madde\n\niç madde\n\nikinci madde\n\nAlıntı cümlesi.\n\nbir\n\niki'],
  ])
  assert.deepEqual([ids, title], [['a.md~1', 'a.md~2'], 'Aşırı öğrenme'])
  assert.deepEqual(report.leftOut, { markup: 1 })
})

test('Markdown: code, tables, formulas, images and comments are counted and left out', async t => {
  const { sections, report } = await readText(
    t,
    `# Başlık

\`\`\`python
x = 1

y = 2
\`\`\`

    girintili kod

| Yöntem | F1 |
|---|---|
| SVM | 0,8 |

$$
L = x
$$

\\begin{align}
a &= b
\\end{align}

![Şekil bir](a.png)

<!-- taslak notu -->

Metin $x^2$ içinde, \\(y_1\\) ile sürer; 5$ ve 10$ kalır, $5 ve $10 da.
`,
  )
  assert.deepEqual(sections, [['Başlık', 'Metin içinde, ile sürer; 5$ ve 10$ kalır, $5 ve $10 da.']])
  assert.deepEqual(report.leftOut, { code: 6, table: 4, formula: 8, image: 2, comment: 2 })
})

test('front matter: single values are metadata, its title is the title, the rest is counted', async t => {
  const { sections, title, metadata, report } = await readText(
    t,
    `---
title: "Ders: giriş"
date: 2024-05-01
week: 3
draft: false
id: 1610521604143693812
tags: [bir, iki üç]
---
Metin.
`,
  )
  assert.deepEqual([title, sections], ['Ders: giriş', [[undefined, 'Metin.']]])
  assert.deepEqual(metadata, { date: '2024-05-01', week: 3, draft: false, id: '1610521604143693812' })
  assert.deepEqual(report.leftOut, { 'front-matter': 2 })
  const toml = await readText(t, `+++\ntitle = "Ders"\nweight = 2\ntags = ["a"]\n+++\nMetin.\n`)
  assert.deepEqual([toml.title, toml.metadata], ['Ders', { weight: 2 }])
  const pandoc = await readText(t, `% Ders\n% Örnek Yazar\n\nMetin.\n`)
  assert.deepEqual([pandoc.title, pandoc.metadata], ['Ders', { author: 'Örnek Yazar' }])
})

test('front matter that cannot be understood is counted and said; rules around a paragraph are none', async t => {
  const broken = await readText(t, `---\ntitle: "Ders\nweek: [1\n---\nMetin.\n`)
  assert.deepEqual(broken.sections, [[undefined, 'Metin.']])
  assert.equal(broken.report.leftOut['front-matter'], 4)
  assert.match(broken.report.warnings[0]!, /front matter is not read/)
  const rules = await readText(t, '---\nBir cümle.\n\n---\n\nİkinci cümle.\n')
  assert.ok(rules.sections.flat().join(' ').includes('Bir cümle.'))
})

test('notes: texts are kept, marks are counted', async t => {
  const { sections, report } = await readText(
    t,
    `Bir cümle.[^1] Bir daha^[yerinde not] sürer. Bir [^küme] kalır.

[^1]: Not metni.

    Notun ikinci paragrafı.

Son.
`,
  )
  assert.deepEqual(sections, [
    [
      undefined,
      'Bir cümle. Bir daha sürer. Bir [^küme] kalır.\n\nyerinde not\n\nNot metni.\n\nNotun ikinci paragrafı.\n\nSon.',
    ],
  ])
  assert.deepEqual(report.leftOut, { markup: 2 })
})

test('dialects: directives, admonitions, templates and statements of MDX go, their content stays', async t => {
  const { sections, report } = await readText(
    t,
    `import Tabs from '@theme/Tabs'

# Kurulum {#kurulum}

:::tip Bilinsin diye
Kutudaki metin.
:::

!!! note "Uyarı başlığı"
    Girintili metin.

> [!NOTE]
> Alıntıdaki uyarı.

\`\`\`{admonition} Ad
MyST **metni**.
\`\`\`

\`\`\`{r grafik}
plot(x)
\`\`\`

<Tabs><TabItem value="a">Sekmedeki metin.</TabItem></Tabs>

Şu {{< video a.mp4 >}} burada, [[Sayfa|vikideki ad]] da.
`,
    'a.mdx',
  )
  assert.deepEqual(sections, [
    [
      'Kurulum',
      [
        'Bilinsin diye',
        'Kutudaki metin.',
        'Uyarı başlığı',
        'Girintili metin.',
        'Alıntıdaki uyarı.',
        'MyST metni.',
        'Sekmedeki metin.',
        'Şu burada, vikideki ad da.',
      ].join('\n\n'),
    ],
  ])
  assert.equal(report.leftOut.code, 5)
  assert.ok(report.leftOut.markup! >= 4)
})

test('HTML in Markdown counts as HTML', async t => {
  const { sections, report } = await readText(
    t,
    `<details>
<summary>Yanıt</summary>

Gizli **yanıt** metni.

</details>

<p align="center"><img src="a.png"></p>

<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>

Satır<br>sürer; <script> etiketi anlatılır.
`,
  )
  assert.deepEqual(sections, [
    [undefined, 'Yanıt\n\nGizli yanıt metni.\n\nSatır sürer; <script> etiketi anlatılır.'],
  ])
  assert.deepEqual(report.leftOut, { image: 1, table: 4, markup: 1 })
})

test('a fence that is never closed hides nothing', async t => {
  const { sections } = await readText(t, 'Önce.\n\n```python\n\nSonra gelen metin.\n')
  assert.deepEqual(sections, [[undefined, 'Önce.\n\nSonra gelen metin.']])
})

test('headings without text are found: before a lower one joined with it, else as text', async t => {
  const { sections } = await readText(
    t,
    '# Ders\n\n## Giriş\n\nMetin.\n\n## Boş\n\n## Dolu\n\nMetin.\n\n# Son\n',
  )
  assert.deepEqual(sections, [
    ['Ders › Giriş', 'Metin.'],
    ['Boş', 'Boş'],
    ['Dolu', 'Metin.'],
    ['Son', 'Son'],
  ])
})

test('Markdown longer than a part keeps its links, notes and words', async t => {
  const paragraph = 'Uzun bir paragraf, [bağ][sonda] ile.[^n]\n\n'
  const times = 60_000
  const { sections, report } = await readText(
    t,
    `${paragraph.repeat(times)}[sonda]: http://ornek.tr\n\n[^n]: Not metni.\n`,
  )
  const paragraphs = sections[0]![1].split('\n\n')
  assert.deepEqual([paragraphs.length, paragraphs.at(-1)], [times + 1, 'Not metni.'])
  assert.equal(new Set(paragraphs.slice(0, -1)).size, 1)
  assert.equal(report.words, 5 * times + 2)
})

test('deep nesting loses no word', async t => {
  for (const nest of ['>', '> ', '- ', '1. ', '[', '![', '*', '[^a]: '])
    for (const depth of [50, 5000]) {
      const { report } = await readText(t, `${nest.repeat(depth)}derindeki metin\n`)
      assert.ok(report.words >= 2, `${nest} ${depth}`)
    }
})

test('notebooks: outputs and code are counted; sheets of older ones are read', async t => {
  const cells = [
    { cell_type: 'markdown', source: ['# Giriş\n', '\n', 'Metin **burada**.'] },
    { cell_type: 'code', source: 'x = 1', outputs: [{ output_type: 'stream', text: ['iki sözcük\n'] }] },
    { cell_type: 'markdown', source: 'Sürüyor.' },
  ]
  const now = await readText(t, JSON.stringify({ cells, nbformat: 4 }), 'a.ipynb')
  assert.deepEqual(now.sections, [['Giriş', 'Metin burada.\n\nSürüyor.']])
  assert.deepEqual(now.report.leftOut, { code: 4 })
  const sheet = { cells: [{ cell_type: 'heading', level: 1, source: 'Eski' }, ...cells.slice(1)] }
  const old = await readText(t, JSON.stringify({ worksheets: [sheet], nbformat: 3 }), 'b.ipynb')
  assert.deepEqual(old.sections, [['Eski', 'Sürüyor.']])
})

test('the shared cases of Markdown are read correctly', { skip: unlessShared('cases/files') }, async () => {
  const at = (name: string): Promise<Read> => read(shared(`cases/files/${name}`))
  const block = await at('blok.md')
  assert.deepEqual(block.sections, [
    ['Aşırı öğrenme', 'Model eğitim verisini ezberler. Bkz. kaynak ve model.fit().'],
  ])
  assert.deepEqual([block.title, block.metadata], ['Aşırı Öğrenme', { date: '2024-05-01' }])
  assert.deepEqual(Object.keys(block.report.leftOut).sort(), [
    'code',
    'formula',
    'front-matter',
    'image',
    'table',
  ])
  assert.deepEqual((await at('dn.md')).sections, [
    ['Dipnotlar', 'Model aşırı öğrenir. Denklem ve şöyle sürer.\n\nDipnot metni burada: bkz. Alpaydın 2020.'],
    ['Alt başlık', 'ilk madde\n\nikinci madde'],
  ])
  const slides = await at('slayt.md')
  assert.deepEqual([slides.title, slides.metadata], ['Kümeleme Yöntemleri', { author: 'Örnek Yazar' }])
  assert.deepEqual(
    slides.sections.map(([heading, text]) => [heading, text.split('\n\n').length]),
    [
      ['Kümeleme nedir?', 3],
      ['K-ortalamalar', 2],
      ['Dirsek yöntemi', 2],
    ],
  )
  assert.deepEqual((await at('ornek.ipynb')).sections, [['Giriş', 'Ödev ilk madde\n\nikinci madde']])
})

test('Markdown: what is cited, computed or referred to is no text, and leaves no space before a sign', async t => {
  const { sections, report } = await readText(
    t,
    `Veri \`r nrow(df)\` satırdır [@alpaydin2020, s. 12]; bkz. [bölüm](b.md) ve a@b.tr [^1].

::: {.callout-note title="Dikkat"}
Ortalama bozulur \\(f(x)\\).
:::

=== "Açıklama"
    Sekmenin metni.

    \`\`\`py
    x = 1
    \`\`\`

![Şekil ![iç](c.png) bir](a.png "başlık") ve ![ad][s] kalır; ![yok] da.

[s]: s.png
[^1]: Not.
`,
  )
  assert.deepEqual(sections[0]![1].split('\n\n'), [
    'Veri satırdır; bkz. bölüm ve a@b.tr.',
    'Dikkat',
    'Ortalama bozulur .',
    'Açıklama',
    'Sekmenin metni.',
    've kalır; ![yok] da.',
    'Not.',
  ])
  assert.deepEqual(report.leftOut, { markup: 6, code: 4, formula: 1, image: 4 })
})
