import type { Language } from '@concord/domain'
import { documentOf } from './build.js'
import { changesBetween } from './changes.js'
import type { Facts } from './facts.js'
import { type HandoverFile, stateFileOf } from './files.js'
import { before, dayOf, type Kept } from './kept.js'
import { pdfDefinitionOf } from './pdf-definition.js'
import { markdownOf } from './render-markdown.js'
import { stateOf } from './state.js'

export const formats = ['md', 'pdf'] as const
export type Format = (typeof formats)[number]

/** Makes a PDF of what pdfmake calls a definition. */
type PdfFrom = (definition: object) => Promise<Uint8Array>

interface Wish {
  readonly languages: readonly Language[]
  readonly formats: readonly Format[]
}

/** The state comes last: where writing breaks off, the next hand-over compares itself with the one before. */
export const filesOf = async (
  facts: Facts,
  kept: Kept | undefined,
  { languages, formats: wanted, pdfFrom }: Wish & { readonly pdfFrom: PdfFrom },
): Promise<readonly HandoverFile[]> => {
  const [state, earlier] = [stateOf(facts), before(kept, facts.writtenAt)]
  const changes = earlier && changesBetween(earlier, state)
  const files: HandoverFile[] = []
  for (const language of languages) {
    const document = documentOf(facts, changes, language)
    for (const format of wanted) {
      const content = format === 'md' ? markdownOf(document) : await pdfFrom(pdfDefinitionOf(document))
      files.push({ name: nameOf(facts.writtenAt, language, format), content })
    }
  }
  return [...files, stateFileOf({ newest: state, before: earlier })]
}

const nameOf = (writtenAt: string, language: Language, format: Format): string =>
  `concord-handover-${dayOf(writtenAt)}.${language}.${format}`
