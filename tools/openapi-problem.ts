import { z } from 'zod'
import { errorCodes, fieldCodes, type Problem } from '../contract/errors.ts'

/** RFC 9457 problem details with our extensions; typed by the contract so that the two cannot drift apart. */
export const problemSchema: z.ZodType<Problem> = z
  .object({
    type: z.url().meta({ description: 'A page that explains this error code.' }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(errorCodes),
    detail: z.string().meta({ description: 'A sentence for people, in the language of `Accept-Language`.' }),
    blame: z.enum(['request', 'payer', 'payee', 'rail', 'platform']),
    retryable: z.boolean().meta({ description: 'Whether the same request may succeed later.' }),
    next_step: z.enum([
      'fix_input',
      'sign_in',
      'retry',
      'retry_later',
      'review_again',
      'confirm',
      'add_money',
      'lower_amount',
      'check_recipient',
      'verify_email',
      'other_method',
      'contact_support',
      'none',
    ]),
    request_id: z.string().meta({ description: 'Quote it when you ask for help.' }),
    errors: z
      .array(
        z.object({
          path: z.string().meta({ description: 'Dotted path of the field, empty for the whole body.' }),
          code: z.enum(fieldCodes),
          detail: z.string(),
        }),
      )
      .exactOptional(),
    details: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .meta({ description: 'Facts of this refusal.' }),
    resource: z.unknown().exactOptional().meta({ description: 'The stored object of a remembered decline.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' })
