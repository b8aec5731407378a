import { languages } from '@concord/domain'
import pdfmake from 'pdfmake'
import { describe, expect, it } from 'vitest'
import { documentOf } from '../handover/build.js'
import { changesBetween } from '../handover/changes.js'
import { pdfDefinitionOf } from '../handover/pdf-definition.js'
import { stateOf } from '../handover/state.js'
import { facts } from '../handover/testing/facts.js'
import { pdfFrom } from './pdf.js'

const state = stateOf(facts())
const definitionIn = (language: (typeof languages)[number]) =>
  pdfDefinitionOf(documentOf(facts(), changesBetween(state, state), language))

/** The document that pdfkit holds before it becomes bytes, with the faces of the font that it used. */
interface Drawn {
  getStream(): Promise<{
    readonly fontCache: Readonly<
      Record<string, Readonly<Record<string, { readonly font: { hasGlyphForCodePoint(code: number): boolean } }>>>
    >
  }>
}

const charactersOf = (definition: object): ReadonlySet<string> =>
  new Set(JSON.stringify(definition).replaceAll(/\\n/g, ''))

describe.each(languages)('the PDF in %s', (language) => {
  it('is a file of several pages', async () => {
    const file = await pdfFrom({ ...definitionIn(language), compress: false })
    const text = file.toString('latin1')

    expect(text.startsWith('%PDF-')).toBe(true)
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true)
    expect(Number(/\/Type \/Pages\n\/Count (\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(8)
  })

  it('has a glyph for every character, in each face', async () => {
    const drawn = pdfmake.createPdf(definitionIn(language)) as unknown as Drawn
    const { fontCache } = await drawn.getStream()
    const faces = Object.entries(fontCache['Roboto'] ?? {})

    expect(faces.map(([name]) => name)).toEqual(expect.arrayContaining(['normal', 'bold']))
    for (const [, { font }] of faces) {
      const missing = [...charactersOf(definitionIn(language))].filter(
        (character) => !font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
      )
      expect(missing).toEqual([])
    }
  })
})

it('reads no file and no address that a document names', async () => {
  for (const image of ['/etc/hostname', 'http://127.0.0.1:9/x.png'])
    await expect(pdfFrom({ content: [{ image }] })).rejects.toThrow(/denied|policy/i)
})
