import { onPage } from '../../../messages/errors.js'
import type { Language } from '../store/place.js'
import { add } from './add.js'
import { curate } from './curate.js'
import { frame } from './frame.js'
import { groups } from './groups.js'
import { indexView } from './index-view.js'
import { map } from './map.js'
import { review } from './review.js'
import { search } from './search.js'

const all = (language: Language) => ({
  ...frame[language],
  ...search[language],
  ...groups[language],
  ...map[language],
  ...add[language],
  ...curate[language],
  ...indexView[language],
  ...review[language],
  errors: onPage[language],
})

export type Messages = ReturnType<typeof all>

/** All texts of the page, in Turkish and English. */
export const MESSAGES: Record<Language, Messages> = { tr: all('tr'), en: all('en') }
