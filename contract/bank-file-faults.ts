/**
 * Why a file of the bank is set aside: a code for the text each reader gets in their language
 * (`console.finance.files.fault.<code>`), and where in the file. Elements have the names ISO 20022 gives them.
 */
export const bankFileFaultCodes = [
  'too_large',
  'empty',
  'not_utf8',
  'other_encoding',
  'not_well_formed',
  'document_type',
  'no_iso20022',
  'not_one_message',
  'message_unsupported',
  'message_unexpected',
  'foreign_namespace',
  'mixed_text',
  'too_deep',
  'too_many_elements',
  'element_missing',
  'element_repeated',
  'element_empty',
  'element_too_long',
  'value_unknown',
  'number_malformed',
  'day_malformed',
  'time_malformed',
  'amount_malformed',
  'amount_nothing',
  'currency_unknown',
  'currency_differs',
  'balance_not_once',
  'parts_too_many',
  'parts_differ',
  'no_payment',
  'several_batches',
  'account_not_ours',
  'message_id_used',
  'statement_differs',
  // Of a version that kept a sentence instead: it stands in `text` as it was written.
  'as_written',
] as const
export type BankFileFaultCode = (typeof bankFileFaultCodes)[number]

export type BankFileFault = { code: BankFileFaultCode; params: Readonly<Record<string, string>> }
