/** An answer of a counterparty that does not end where it should; nothing of it is used. */
export class AnswerTooLarge extends Error {}

/**
 * The text of an answer, at most `maxBytes` of it once unpacked: a few kilobytes of gzip can be gigabytes, and
 * `response.text()` takes them all. Throws `AnswerTooLarge` and hangs up.
 */
export async function boundedText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop by an error cancels the stream, and with it the connection.
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > maxBytes) throw new AnswerTooLarge(`the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
