/** An API key (legacy) or seller's key, sent as it is, or a token behind the word `Bearer`. */
export interface ApiKey {
  readonly apiKey: string
  readonly scheme: 'raw' | 'bearer'
}

/** OAuth 2 client credentials: what operator and front APIs of new instances take (security scheme `OAuth-2`). */
export interface OAuthClient {
  readonly clientId: string
  readonly clientSecret: string
  /** `https://auth.mirakl.net/oauth/token`; `auth-test.mirakl.net` for test instances. */
  readonly tokenUrl: string
}

export type Credentials = ApiKey | OAuthClient

/** How a request shows who asks. */
export interface Authorization {
  /**
   * The value of the header `Authorization`.
   *
   * @throws CredentialsRefused or a transient failure, where a token must be fetched and is not given
   */
  header(signal: AbortSignal): Promise<string>
  /** Mirakl refused this header with a 401. True: another one can be had, so the call is worth making once more. */
  forget(header: string): boolean
}

export const fixedAuthorization = ({ apiKey, scheme }: ApiKey): Authorization => ({
  header: () => Promise.resolve(scheme === 'bearer' ? `Bearer ${apiKey}` : apiKey),
  forget: () => false,
})
