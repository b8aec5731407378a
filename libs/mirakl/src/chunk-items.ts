import { Tokenizer, TokenParser, TokenType } from '@streamparser/json'
import { MiraklUnavailable } from './errors.js'
import { exactNumber } from './json.js'

/** Numbers as `readJson` keeps them. The library declares numbers only, and asks for this method to keep others. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(digits: string): number {
    return exactNumber(digits) as number
  }
}

/**
 * The entries of `{"<collection>": [ … ]}` one by one, as the pieces of the text come; never more of it is held than one
 * piece and one entry.
 *
 * @throws MiraklUnavailable where it is cut, no JSON or has no such list; what came before is yielded
 */
export async function* itemsIn(
  operation: string,
  collection: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, void, undefined> {
  const reader = readerOf(collection)
  for await (const piece of pieces) {
    const found = quietly(operation, () => reader.write(piece))
    yield* found
  }
  if (!reader.isWhole()) throw new MiraklUnavailable(`${operation}: the file is cut or holds no ${collection}`)
}

const readerOf = (collection: string) => {
  const tokenizer = new ExactTokenizer()
  const parser = new TokenParser({ paths: [`$.${collection}.*`], keepStack: false })
  const list = watchForList(collection)
  let found: unknown[] = []
  tokenizer.onToken = (token) => {
    list.see(token)
    parser.write(token)
  }
  parser.onValue = ({ value, key }) => {
    if (typeof key === 'number') found.push(value)
  }
  return {
    write(piece: Uint8Array): readonly unknown[] {
      found = []
      tokenizer.write(piece)
      return found
    },
    isWhole: () => list.isSeen() && parser.isEnded,
  }
}

interface Token {
  readonly token: TokenType
  readonly value: unknown
}

/** Whether the outermost object has the list, which may be empty: the parser would tell only by keeping all of it. */
const watchForList = (collection: string) => {
  let depth = 0
  let key: unknown
  let isSeen = false
  return {
    see({ token, value }: Token): void {
      if (depth === 1 && token === TokenType.LEFT_BRACKET && key === collection) isSeen = true
      if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1
      if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1
      if (depth === 1 && token === TokenType.STRING) key = value
      if (depth === 1 && token === TokenType.COMMA) key = undefined
    },
    isSeen: () => isSeen,
  }
}

/** The library's errors are not kept as a cause, since they quote the payload. */
const quietly = <T>(operation: string, read: () => T): T => {
  try {
    return read()
  } catch {
    throw new MiraklUnavailable(`${operation}: the file is not JSON`)
  }
}
