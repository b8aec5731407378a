import type { Block, Check, Document } from './document.js'

/** Millimetre by millimetre what pdfmake wants; only the parts of its language that are used here. */
export type PdfNode = Readonly<Record<string, unknown>>

interface PdfDefinition {
  readonly content: readonly PdfNode[]
  readonly [option: string]: unknown
}

const margin = 45
const pageWidth = 595
const cellPadding = 5
const width = pageWidth - 2 * margin
const grey = '#5a6472'
const lineGrey = '#c3cad3'
const headGrey = '#eef1f5'
const boxSize = 11

/** What the document is to pdfmake: a title page with the contents, and each section on a page of its own. */
export const pdfDefinitionOf = (document: Document): PdfDefinition => ({
  pageSize: 'A4',
  pageMargins: [margin, 50, margin, 55],
  language: document.language,
  info: { title: document.title, subject: document.subtitle, author: 'Concord', creator: 'Concord' },
  defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.15 },
  styles,
  pageBreakBefore: isLonely,
  footer: (page: number, of: number): PdfNode => ({
    ...{ margin: [margin, 20, margin, 0], style: 'footer' },
    columns: [{ text: printable(document.title) }, { text: document.pageOf(page, of), alignment: 'right' }],
  }),
  content: [
    ...coverOf(document),
    ...document.sections.flatMap(({ title, blocks }, at) => [
      { text: printable(`${at + 1}. ${title}`), style: 'section', tocItem: true, pageBreak: 'before' },
      ...blocks.map(nodeOf),
    ]),
  ],
})

interface Placed {
  readonly headlineLevel?: number
  readonly startPosition?: { readonly verticalRatio: number }
}

/** A heading so far down that what follows it would begin on the next page. */
const isLonely = ({ headlineLevel, startPosition }: Placed): boolean =>
  headlineLevel === 1 && startPosition !== undefined && startPosition.verticalRatio > 0.75

const styles = {
  title: { fontSize: 28, bold: true, margin: [0, 90, 0, 4] },
  subtitle: { fontSize: 14, color: grey, margin: [0, 0, 0, 24] },
  about: { fontSize: 11, lineHeight: 1.35, margin: [0, 0, 0, 20] },
  contents: { fontSize: 14, bold: true, margin: [0, 26, 0, 8] },
  section: { fontSize: 17, bold: true, margin: [0, 0, 0, 10] },
  heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 5] },
  paragraph: { margin: [0, 0, 0, 7], lineHeight: 1.3 },
  head: { bold: true, fontSize: 8.5 },
  fine: { color: grey, fontSize: 8.5, margin: [0, 2, 0, 0] },
  footer: { fontSize: 8, color: grey },
}

const coverOf = ({ title, subtitle, about, particulars, contents }: Document): readonly PdfNode[] => [
  { text: printable(title), style: 'title' },
  { text: printable(subtitle), style: 'subtitle' },
  { text: printable(about), style: 'about' },
  {
    ...{ layout: 'noBorders', fontSize: 11 },
    table: {
      widths: [130, '*'],
      body: particulars.map(([name, value]) => [{ text: printable(name), color: grey }, { text: printable(value) }]),
    },
  },
  { toc: { title: { text: printable(contents), style: 'contents' }, textMargin: [0, 3, 0, 3] }, fontSize: 11 },
]

const nodeOf = (block: Block): PdfNode => {
  switch (block.is) {
    case 'heading':
      return { text: printable(block.text), style: 'heading', headlineLevel: 1 }
    case 'paragraph':
      return { text: printable(block.text), style: 'paragraph' }
    case 'list':
      return { ul: block.items.map(printable), margin: [0, 7, 0, 4], lineHeight: 1.3 }
    case 'table':
      return textTable(block.head, block.rows, block.shares)
    case 'checklist':
      return tableOf(
        ['', '', block.figures].map((text) => headCell(text)),
        block.checks.map((check) => checkOf(check, block.fineWhen)),
        [5, 52, 43],
      )
  }
}

const isNumber = /^[-+–]?[\d.,\s]*$/

/** Numbers stand under one another, by their ends. */
const textTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  shares: readonly number[],
): PdfNode => {
  const column = (at: number) => rows.map((row) => row[at] ?? '')
  const isOfNumbers = (at: number) =>
    column(at).every((text) => isNumber.test(text)) && column(at).some((text) => /\d/.test(text))
  const sides = head.map((_text, at) => (isOfNumbers(at) ? 'right' : 'left'))
  return tableOf(
    head.map((text, at) => headCell(text, sides[at])),
    rows.map((row) => row.map((text, at) => ({ text: printable(text), alignment: sides[at] }))),
    shares,
  )
}

const headCell = (text: string, alignment = 'left'): PdfNode => ({ text: printable(text), style: 'head', alignment })

/** Its head comes again on each page; no row is torn in two. */
const tableOf = (
  head: readonly PdfNode[],
  rows: readonly (readonly PdfNode[])[],
  shares: readonly number[],
): PdfNode => {
  const room = width - head.length * 2 * cellPadding
  const all = shares.reduce((sum, share) => sum + share, 0)
  return {
    ...{ layout, margin: [0, 2, 0, 8] },
    table: {
      ...{ headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true },
      widths: shares.map((share) => (room * share) / all),
      body: [head, ...rows],
    },
  }
}

const layout = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0,
  hLineColor: () => lineGrey,
  fillColor: (row: number) => (row === 0 ? headGrey : null),
  paddingLeft: () => cellPadding,
  paddingRight: () => cellPadding,
  paddingTop: () => 4,
  paddingBottom: () => 4,
}

const checkOf = ({ what, fine, figures }: Check, fineWhen: string): readonly PdfNode[] => [
  { canvas: [{ type: 'rect', x: 0, y: 1, w: boxSize, h: boxSize, lineWidth: 0.8, lineColor: grey }] },
  {
    stack: [
      { text: printable(what), bold: true },
      { text: printable(`${fineWhen} ${fine}`), style: 'fine' },
    ],
  },
  { text: figures.map(printable).join('\n') },
]

/** Roboto lacks the narrow spaces that some languages part numbers with; what steers a printer is left away. */
const printable = (text: string): string =>
  text
    .replaceAll(/[\u2009\u202f]/g, '\u00a0')
    // eslint-disable-next-line no-control-regex -- all but the line break
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
