import { explainException, type Language, languages } from '@concord/domain'
import { z } from 'zod'
import type { Exception } from '../../exceptions.js'
import { retryOf } from '../../retrying.js'

export const language = z.enum(languages).default('en').describe('Of sentences and next steps')

/** An exception with what a person reads of it. */
export const shown = (exception: Exception, inLanguage: Language) => {
  const [about = '', line = ''] = exception.type.split(':')
  const { sentence, nextStep } = explainException(
    exception.type,
    { key: exception.about.key, detail: exception.detail ?? undefined },
    inLanguage,
  )
  const runbook = `docs/runbook.md, ${about}s: ${line}`
  return { ...exception, sentence, nextStep, runbook, retry: retryOf(exception.type) ?? null }
}
