import type { Answer } from '../../lib/api.ts'

export type MaskedRecipient = Answer<'lookUpRecipient'>
export type TransferPreview = Answer<'previewTransfer'>
export type Transfer = Answer<'createTransfer'>

/** Who was found, and by which text: the text is what the order names, the rest is for the eye. */
export type ChosenRecipient = { identifier: string; masked: MaskedRecipient }

/** An order as reviewed: exactly this is sent, under this key, however often it has to be asked for. */
export type ReviewedTransfer = {
  recipient: ChosenRecipient
  preview: TransferPreview
  note: string
  key: string
}
