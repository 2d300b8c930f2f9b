import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XmlLibError, XsdValidator } from 'libxml2-wasm'

/** The messages we write, each validated before it leaves. */
export type WrittenMessage = 'pain.001.001.09' | 'camt.056.001.08'

const validators = new Map<WrittenMessage, XsdValidator>()

/** Throws, naming the first places that do not fit: a file that is not valid is a mistake of ours and never leaves. */
export function assertValid(message: WrittenMessage, content: Buffer): void {
  const validator = validatorOf(message)
  const document = XmlDocument.fromBuffer(content)
  try {
    validator.validate(document)
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    const places = error.details.slice(0, 3).map(({ line, message: text }) => `line ${line}: ${text.trim()}`)
    throw new Error(`a file of ours is no valid ${message}: ${places.join('; ')}`, { cause: error })
  } finally {
    document.dispose()
  }
}

/** Compiled once and kept as long as the process. */
function validatorOf(message: WrittenMessage): XsdValidator {
  const known = validators.get(message)
  if (known) return known
  const schema = XmlDocument.fromBuffer(
    readFileSync(join(import.meta.dirname, '..', 'schemas', `${message}.xsd`)),
  )
  try {
    const validator = XsdValidator.fromDoc(schema)
    validators.set(message, validator)
    return validator
  } finally {
    schema.dispose()
  }
}
