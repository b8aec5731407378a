import type { Block, Check, Document } from './document.js'

/** The hand-over as Markdown (CommonMark, with the tables and boxes of GitHub). */
export const markdownOf = (document: Document): string => {
  const { title, subtitle, about, particulars, contents, sections } = document
  const parts = [
    `# ${inline(title)}`,
    inline(subtitle),
    inline(about),
    particulars.map(([name, value]) => `- **${inline(name)}**: ${inline(value)}`).join('\n'),
    `## ${inline(contents)}`,
    sections.map((section, at) => `${at + 1}. ${inline(section.title)}`).join('\n'),
    ...sections.flatMap((section, at) => [`## ${at + 1}. ${inline(section.title)}`, ...section.blocks.map(blockOf)]),
  ]
  return `${parts.join('\n\n')}\n`
}

const blockOf = (block: Block): string => {
  switch (block.is) {
    case 'heading':
      return `### ${inline(block.text)}`
    case 'paragraph':
      return inline(block.text)
    case 'list':
      return block.items.map((item) => `- ${inline(item)}`).join('\n')
    case 'table':
      return [rowOf(block.head), `|${' --- |'.repeat(block.head.length)}`, ...block.rows.map(rowOf)].join('\n')
    case 'checklist':
      return block.checks.map((check) => checkOf(check, block.fineWhen)).join('\n')
  }
}

const rowOf = (cells: readonly string[]): string => `| ${cells.map(cellOf).join(' | ')} |`

/** A cell may have several lines, a row of Markdown may not. */
const cellOf = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(inline)
    .join('<br>')

const checkOf = ({ what, fine, figures }: Check, fineWhen: string): string =>
  [
    `- [ ] **${inline(what)}**`,
    ...figures.map((figure) => `  - ${inline(figure)}`),
    `  - _${inline(fineWhen)}_ ${inline(fine)}`,
  ].join('\n')

/** Text as it is, on one line: nothing in it is taken for Markdown or HTML. */
const inline = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- what a terminal or a printer would obey
    .replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .trim()
    .replaceAll(/[\\`*[\]<>|~&]/g, String.raw`\$&`)
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
    .replace(/^[-+#=]/, String.raw`\$&`)
