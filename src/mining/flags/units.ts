import { isSuffixes } from './lexemes.js'

/** Units with their base unit and how many of it they are. */
const UNITS: Record<string, readonly [string, number]> = {
  bit: ['bit', 1],
  bayt: ['bit', 8],
  byte: ['bit', 8],
  kilobayt: ['bit', 8e3],
  kb: ['bit', 8e3],
  megabayt: ['bit', 8e6],
  mb: ['bit', 8e6],
  gigabayt: ['bit', 8e9],
  gb: ['bit', 8e9],
  terabayt: ['bit', 8e12],
  tb: ['bit', 8e12],
  kib: ['bit', 8 * 1024],
  mib: ['bit', 8 * 1024 ** 2],
  gib: ['bit', 8 * 1024 ** 3],
  mikrosaniye: ['s', 1e-6],
  milisaniye: ['s', 1e-3],
  ms: ['s', 1e-3],
  saniye: ['s', 1],
  sn: ['s', 1],
  dakika: ['s', 60],
  dk: ['s', 60],
  saat: ['s', 3600],
  gün: ['s', 86_400],
  hafta: ['s', 604_800],
  ay: ['month', 1],
  yıl: ['month', 12],
  sene: ['month', 12],
  mm: ['m', 1e-3],
  milimetre: ['m', 1e-3],
  cm: ['m', 1e-2],
  santimetre: ['m', 1e-2],
  metre: ['m', 1],
  m: ['m', 1],
  km: ['m', 1e3],
  kilometre: ['m', 1e3],
  mg: ['g', 1e-3],
  gram: ['g', 1],
  kg: ['g', 1e3],
  kilo: ['g', 1e3],
  kilogram: ['g', 1e3],
  ton: ['g', 1e6],
  hz: ['hz', 1],
  hertz: ['hz', 1],
  khz: ['hz', 1e3],
  kilohertz: ['hz', 1e3],
  mhz: ['hz', 1e6],
  megahertz: ['hz', 1e6],
  ghz: ['hz', 1e9],
  gigahertz: ['hz', 1e9],
  watt: ['w', 1],
  kilowatt: ['w', 1e3],
  düzine: ['', 12],
}
const LONGEST_UNIT = 10

/** Base unit of a word that names a unit, with any suffixes, and how many of it the unit is. */
export function unitOf(word: string | undefined): readonly [string, number] | undefined {
  if (word === undefined) return undefined
  for (let length = Math.min(word.length, LONGEST_UNIT); length >= 1; length--) {
    const unit = UNITS[word.slice(0, length)]
    if (unit && (length > 1 || word.length === 1) && isSuffixes(word.slice(length))) return unit
  }
  return undefined
}
