import type { Language } from '@concord/domain'
import { german } from './de.js'
import { english } from './en.js'
import { spanish } from './es.js'
import { french } from './fr.js'
import type { Texts } from './texts.js'

/** The hand-over in each language of the reason catalogue. */
export const textsIn: Readonly<Record<Language, Texts>> = { en: english, fr: french, de: german, es: spanish }
