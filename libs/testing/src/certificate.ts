import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Certificate {
  /** Both as PEM. */
  readonly key: string
  readonly cert: string
}

/** A certificate that signs itself, for a server of a test; valid from the day before until `validTo`, by the second. */
export const selfMadeCertificate = (commonName: string, validTo: Date): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(of(0x31, sequence(commonNameId, of(0x0c, Buffer.from(commonName)))))
  const validity = sequence(utcTime(new Date(Date.now() - 86_400_000)), utcTime(validTo))
  const isVersion3 = of(0xa0, of(0x02, Buffer.from([2])))
  const serial = of(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]))
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(isVersion3, serial, ecdsaWithSha256, name, validity, name, keyInfo)
  const signature = of(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(body, ecdsaWithSha256, signature)),
  }
}

/** A value of DER: its tag, its length, and what it holds. */
const of = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const length = content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => of(0x30, ...parts)
const commonNameId = Buffer.from('0603550403', 'hex')
const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))

/** `YYMMDDHHMMSSZ`. */
const utcTime = (at: Date): Buffer => of(0x17, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(2, 14)}Z`))

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
