import pdfmake from 'pdfmake'
import roboto from 'pdfmake/fonts/Roboto.js'

const fontFiles = Object.values(roboto).flatMap((faces) => Object.values(faces))

pdfmake.setFonts(roboto)
// It reads its own fonts, and nothing that a document might name.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => fontFiles.includes(path))

/** The file that pdfmake makes of a definition. */
export const pdfFrom = (definition: object): Promise<Buffer> => pdfmake.createPdf(definition).getBuffer()
