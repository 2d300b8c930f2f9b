import { createPdfPrinter } from './platform/pdf.ts'
import { toldOf } from './slices/notifications/index.ts'
import { traceOrder } from './slices/bank-rail/index.ts'
import { createRecordsSlice, type RailStep, type RecordsSlice } from './slices/records/index.ts'
import { readTransaction, type DetailSources } from './slices/wallet/index.ts'
import type { SlicesOptions } from './slices.ts'

/** The records slice with what it needs of the slices beside it: details, notices, the steps of the rails. */
export function createRecords(
  options: Pick<SlicesOptions, 'config' | 'secrets' | 'db' | 'clock' | 'log'>,
  details: DetailSources,
): RecordsSlice {
  const { config, secrets, db, clock, log } = options
  const bankSteps = (subjectId: string): Promise<readonly RailStep[]> => stepsAtBank(options, subjectId)
  return createRecordsSlice({
    db,
    clock,
    log,
    sealKey: secrets.sealKey,
    operator: config.operator,
    publicUrl: config.http.publicUrl,
    printer: createPdfPrinter(),
    readTransaction: which => readTransaction(db.read, details, which),
    notices: toldOf,
    railSteps: { withdrawal: bankSteps, deposit: bankSteps, transfer_abroad: bankSteps },
  })
}

/** What happened to payments at our bank, as the steps of a trace: the file that proves each, its place, its hash. */
async function stepsAtBank({ db }: Pick<SlicesOptions, 'db'>, subjectId: string): Promise<RailStep[]> {
  const steps = await traceOrder(db.pool, subjectId)
  return steps.map(({ kind, reason, file, messageId, statementEntry, at }) => ({
    at,
    text: `bank_${kind}`,
    reason: reason?.code ?? null,
    evidence: [
      file && { kind: 'file', reference: file.name },
      file?.line ? { kind: 'line', reference: String(file.line) } : null,
      file?.sha256 ? { kind: 'hash', reference: file.sha256 } : null,
      messageId === null ? null : { kind: 'message', reference: messageId },
      statementEntry === null ? null : { kind: 'statement_entry', reference: statementEntry },
    ].filter(each => each !== null),
  }))
}
