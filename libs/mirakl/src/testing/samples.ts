import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readJson } from '../json.js'

/** Kept beside the repository, since they come from the vendor's documents; without them tests of them are skipped. */
const folder = resolve(import.meta.dirname, '../../../../../shared/reference/samples/mirakl')

/** Why tests of the samples are skipped, or nothing. */
export const absence = existsSync(folder) ? '' : ' (skipped: no samples beside the repository)'

export const sampleNames = (): readonly string[] => (absence === '' ? readdirSync(folder) : [])

export const sampleText = (name: string): string => readFileSync(resolve(folder, name), 'utf8')

export const readSample = (name: string): unknown => readJson(sampleText(name))
