declare module 'pdfmake' {
  interface Made {
    getBuffer(): Promise<Buffer>
  }
  interface PdfMake {
    setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void
    setUrlAccessPolicy(mayRead: (url: string) => boolean): void
    setLocalAccessPolicy(mayRead: (path: string) => boolean): void
    createPdf(definition: object): Made
  }
  const pdfmake: PdfMake
  export default pdfmake
}

declare module 'pdfmake/fonts/Roboto.js' {
  const fonts: Readonly<Record<string, Readonly<Record<string, string>>>>
  export default fonts
}
