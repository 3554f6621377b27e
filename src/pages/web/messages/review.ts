import type { ApiVerdict } from '../../../client/client.js'
import { pairFlags, pairKinds } from '../../../messages/pairs.js'

type Names<T extends string> = Record<T, string>
const trVerdicts: Names<ApiVerdict> = { right: 'Evet', wrong: 'Hayır', unsure: 'Emin değilim' }

/** Texts of deciding about pairs. */
const tr = {
  labelledFile: 'etiketli',
  reviewNote: 'Çiftleri birer birer değerlendirin; en çok şey öğretecek olanlar önce gelir.',
  reviewOfJob:
    'Bulunan grupların çiftlerini birer birer değerlendirin; en çok şey öğretecek olanlar önce gelir.',
  reviewThese: 'Çiftlerini değerlendir',
  reviewer: 'Adınız (isteğe bağlı)',
  saysTheSame: 'İkisi aynı şeyi mi söylüyor?',
  verdicts: trVerdicts,
  kinds: pairKinds.tr,
  flags: pairFlags.tr,
  decided: (right: string, wrong: string, unsure: string, now: string) =>
    `${right} evet, ${wrong} hayır, ${unsure} emin değilim; şimdi ${now} çift.`,
  choosing: 'Çiftler seçiliyor',
  nothingToReview: 'Değerlendirilecek çift kalmadı.',
  useDecisions: 'Kararları kullan',
  calibrate: 'Eşiği kararlarla ayarla',
  missingDecisions: (right: string, wrong: string) =>
    `Eşiği ayarlamak için ${right} evet ve ${wrong} hayır daha gerekiyor.`,
  calibrated: (pairs: string, positives: string) =>
    `${pairs} çiftle ayarlandı; ${positives} tanesi aynı şeyi söylüyor.`,
  before: 'önce',
  after: 'sonra',
  thresholdIs: 'eşik',
  precisionThere: 'kesinlik',
  recallThere: 'duyarlılık',
}

const en: typeof tr = {
  labelledFile: 'labelled',
  reviewNote: 'Decide about pairs one by one; those that teach most come first.',
  reviewOfJob: 'Decide about the pairs of the groups found, one by one; those that teach most come first.',
  reviewThese: 'Review their pairs',
  reviewer: 'Your name (optional)',
  saysTheSame: 'Do both say the same?',
  verdicts: { right: 'Yes', wrong: 'No', unsure: 'Not sure' },
  kinds: pairKinds.en,
  flags: pairFlags.en,
  decided: (right, wrong, unsure, now) =>
    `${right} yes, ${wrong} no, ${unsure} not sure; ${now} ${now === '1' ? 'pair' : 'pairs'} just now.`,
  choosing: 'Choosing pairs',
  nothingToReview: 'There is no pair left to decide about.',
  useDecisions: 'Use the decisions',
  calibrate: 'Set the threshold by them',
  missingDecisions: (right, wrong) =>
    `${right} more “Yes” and ${wrong} more “No” are needed to set the threshold by them.`,
  calibrated: (pairs, positives) => `Set by ${pairs} pairs, ${positives} of which say the same.`,
  before: 'before',
  after: 'after',
  thresholdIs: 'threshold',
  precisionThere: 'precision',
  recallThere: 'recall',
}

export const review = { tr, en }
