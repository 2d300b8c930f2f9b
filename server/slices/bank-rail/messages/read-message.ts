import { MessageError, readDocument } from '../xml/read.ts'
import { readCamt029, type Resolution } from './camt029.ts'
import { readCamt053, readCamt054, type Notification, type Statement } from './camt05x.ts'
import { readingEntries } from './entries.ts'
import { readPain002, type StatusReport } from './pain002.ts'

/** A message of the bank, by its own namespace; the file's name is only a label. */
export type BankMessage =
  | { kind: 'pain.002'; report: StatusReport }
  | { kind: 'camt.054'; notification: Notification }
  | { kind: 'camt.053'; statement: Statement }
  | { kind: 'camt.029'; resolution: Resolution }

/** Reads a file of the bank, all or nothing. Throws `MessageError` with what the finance desk has to know. */
export async function readMessage(content: Buffer): Promise<BankMessage> {
  const entries = readingEntries()
  const { message, root } = await readDocument(content, { take: entries.take })
  switch (message) {
    case 'pain.002.001.10':
      expect(root.name, 'CstmrPmtStsRpt')
      return { kind: 'pain.002', report: readPain002(root) }
    case 'camt.054.001.08':
      expect(root.name, 'BkToCstmrDbtCdtNtfctn')
      return { kind: 'camt.054', notification: readCamt054(root, entries) }
    case 'camt.053.001.08':
      expect(root.name, 'BkToCstmrStmt')
      return { kind: 'camt.053', statement: readCamt053(root, entries) }
    case 'camt.029.001.09':
      expect(root.name, 'RsltnOfInvstgtn')
      return { kind: 'camt.029', resolution: readCamt029(root) }
    default:
      throw new MessageError('message_unsupported', { message })
  }
}

function expect(name: string, expected: string): void {
  if (name !== expected) throw new MessageError('message_unexpected', { element: name, expected })
}

/** What the bank calls this message; unique for ever. */
export function messageIdOf(message: BankMessage): string {
  switch (message.kind) {
    case 'pain.002':
      return message.report.messageId
    case 'camt.054':
      return message.notification.messageId
    case 'camt.053':
      return message.statement.messageId
    case 'camt.029':
      return message.resolution.messageId
  }
}
