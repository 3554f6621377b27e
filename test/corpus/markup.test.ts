import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOrg } from '../../src/corpus/formats/markup/org.js'
import { readRst } from '../../src/corpus/formats/markup/rst.js'
import type { Section } from '../../src/corpus/sections.js'

const shown = (sections: readonly Section[]): [string | undefined, string[]][] =>
  sections
    .filter(({ paragraphs }) => paragraphs.length > 0)
    .map(({ heading, paragraphs }) => [heading, paragraphs.map(text => text.replaceAll(/\s+/g, ' ').trim())])

test('reStructuredText: headings, lists, notes, admonitions and inline text are found; the rest is counted', () => {
  const { title, sections, leftOut, warnings } = readRst(`.. _hedef:

=========
Ders Notu
=========

.. |yz| replace:: yapay zekâ
.. toctree::
   :maxdepth: 2

   bolum1

Giriş
-----
Model **aşırı** *öğrenir* ve |yz| olur [1]_; \`\`kod_x\`\` ile :ref:\`bak <hedef>\`,
\`bağlantı <http://a.b>\`_ ve :math:\`E = mc^2\` sürer, referans_ da.

- ilk madde
  sürer
- ikinci madde

1. Birinci adım.
#. İkinci adım.

terim
   Terimin açıklaması.

:Yazar: Örnek Yazar

.. note:: Dikkat edilecek söz.

   İkinci paragrafı.

.. figure:: ag.png
   :width: 50

   Ağın şekli.

Şöyle yazılır::

   print("x")

   y = 2

.. code-block:: python
   :linenos:

   import torch

.. math::

   L = x

+----+-----+
| a  | b   |
+----+-----+

=== ===
c   d
=== ===

.. bu bir yorum
   sürer

.. [1] Dipnot metni: bkz. Alpaydın.

   Dipnotun ikincisi.

.. include:: ek.rst

Sonuç
-----
`)
  assert.equal(title, 'Ders Notu')
  assert.deepEqual(shown(sections), [
    [
      'Ders Notu › Giriş',
      [
        'Model aşırı öğrenir ve yapay zekâ olur; kod_x ile bak, bağlantı ve sürer, referans da.',
        'Dipnot metni: bkz. Alpaydın.',
        'Dipnotun ikincisi.',
        'ilk madde sürer',
        'ikinci madde',
        'Birinci adım.',
        'İkinci adım.',
        'terim',
        'Terimin açıklaması.',
        'Yazar: Örnek Yazar',
        'Dikkat edilecek söz.',
        'İkinci paragrafı.',
        'Ağın şekli.',
        'Şöyle yazılır:',
      ],
    ],
    ['Sonuç', ['Sonuç']],
  ])
  const { markup, ...others } = leftOut!
  assert.ok(markup! >= 6)
  assert.deepEqual(others, { image: 1, code: 7, formula: 4, table: 4, comment: 4 })
  assert.deepEqual(warnings, ['it includes files that are not read with it, index them too: ek.rst'])
})

test('Org: headings, lists, notes, quotations and inline text are found; the rest is counted', () => {
  const { title, sections, leftOut, warnings } = readOrg(`#+TITLE: Ders Notu
#+AUTHOR: Örnek Yazar
* Giriş
:PROPERTIES:
:CUSTOM_ID: giris
:END:
** TODO [#A] Amaç :ders:ağ:
DEADLINE: <2024-01-01 Mon>
Model *aşırı* /öğrenir/[fn:1] ve =kod_x= ile [[http://a.b][bağlantı]] sürer; a/b ve 2*3*4 kalır,
$k$-ortalamalar $E = mc^2$ da.[fn:: Satır içi not.]

- ilk madde
  sürer
- [X] ikinci madde
- terim :: açıklaması
1) Birinci adım.

#+begin_quote
Alıntılanan söz.
#+end_quote
#+CAPTION: Ağın şekli.
[[./ag.png]]

#+BEGIN_SRC python
import torch
#+END_SRC
: sabit metin
# bir yorum
| a | b |
\\begin{equation}
x = 1
\\end{equation}
\\[ y = 2 \\]
#+INCLUDE: "ek.org"

#+begin_src kapanmayan
bu söz kalır
* Sonuç
[fn:1] Dipnot metni.

Dipnotun ikincisi.
`)
  assert.equal(title, 'Ders Notu')
  assert.deepEqual(shown(sections), [
    [
      'Giriş › Amaç',
      [
        'Model aşırı öğrenir ve kod_x ile bağlantı sürer; a/b ve 2*3*4 kalır, k-ortalamalar da.',
        'Dipnot metni.',
        'Dipnotun ikincisi.',
        'Satır içi not.',
        'ilk madde sürer',
        'ikinci madde',
        'terim: açıklaması',
        'Birinci adım.',
        'Alıntılanan söz.',
        'Ağın şekli.',
        '#+begin_src kapanmayan bu söz kalır',
      ],
    ],
    ['Sonuç', ['Sonuç']],
  ])
  const { markup, ...others } = leftOut!
  assert.ok(markup! >= 6)
  assert.deepEqual(others, { image: 1, code: 4, comment: 2, table: 2, formula: 6 })
  assert.deepEqual(warnings, ['it includes files that are not read with it, index them too: "ek.org"'])
})

test('reStructuredText: the mark of a note leaves no space before a sign, and one before a word', () => {
  const { sections } = readRst('Ağ öğrenir [1]_. Kayıp [#a]_ azalır.\n\n.. [1] Not bir.\n.. [#a] Not iki.\n')
  assert.deepEqual(shown(sections), [[undefined, ['Ağ öğrenir. Kayıp azalır.', 'Not bir.', 'Not iki.']]])
})
