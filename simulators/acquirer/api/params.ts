import { z } from 'zod'
import { invalidRequest, type RefusedRequest } from './errors.ts'
import type { FormParts } from './form.ts'

type Problem = { code: string; message: string }

/** Adds a problem in the acquirer's words; `{value}` and `{param}` are filled in where it is reported. */
function report(ctx: z.core.$RefinementCtx, problem: Problem): void {
  ctx.addIssue({ code: 'custom', message: problem.message, params: { stripe: problem.code } })
}

/** A text that is not empty, because an empty one asks to unset the parameter. */
export const text = (maxLength = 5_000) =>
  z.string().superRefine((value, ctx) => {
    if (value === '') {
      report(ctx, {
        code: 'parameter_invalid_empty',
        message:
          "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty value.",
      })
    } else if (value.length > maxLength) {
      report(ctx, {
        code: 'parameter_invalid_string_too_long',
        message: `Invalid string: ${value.slice(0, 20)}…; must be at most ${maxLength} characters`,
      })
    }
  })

export const integer = z.string().transform((value, ctx) => {
  if (/^-?\d{1,15}$/.test(value)) return Number(value)
  report(ctx, { code: 'parameter_invalid_integer', message: `Invalid integer: ${value.slice(0, 40)}` })
  return z.NEVER
})

/** An amount in minor units: a positive whole number. */
export const positiveAmount = z.string().transform((value, ctx) => {
  if (!/^-?\d{1,15}$/.test(value)) {
    report(ctx, { code: 'parameter_invalid_integer', message: `Invalid integer: ${value.slice(0, 40)}` })
    return z.NEVER
  }
  const amount = BigInt(value)
  if (amount < 0n) {
    report(ctx, {
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 0.',
    })
    return z.NEVER
  }
  return amount
})

export const boolean = z.string().transform((value, ctx) => {
  if (value === 'true' || value === 'false') return value === 'true'
  report(ctx, { code: 'parameter_invalid_boolean', message: `Invalid boolean: ${value.slice(0, 40)}` })
  return z.NEVER
})

export const webAddress = z.string().superRefine((value, ctx) => {
  const parsed = URL.parse(value)
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol) || value.length > 5_000) {
    report(ctx, { code: 'url_invalid', message: 'Not a valid URL' })
  }
})

export const email = z.string().superRefine((value, ctx) => {
  if (!z.email().safeParse(value).success || value.length > 512) {
    report(ctx, { code: 'email_invalid', message: `Invalid email address: ${value.slice(0, 100)}` })
  }
})

/** A list, which arrives as parts named by their index. */
export function listOf<Schema extends z.ZodType>(schema: Schema, max: number) {
  return z.preprocess(
    value => (typeof value === 'object' && value !== null ? Object.values(value) : value),
    z.array(schema).superRefine((items, ctx) => {
      if (items.length > max)
        report(ctx, { code: 'parameter_invalid', message: `Too many items in '{param}'` })
    }),
  )
}

/** At most 50 names of 40 characters with values of 500 (https://docs.stripe.com/api/metadata). */
export const metadata = z
  .record(z.string(), z.string())
  .superRefine((entries, ctx) => {
    const names = Object.keys(entries)
    if (names.length > 50) {
      report(ctx, { code: 'parameter_invalid', message: 'Metadata can have at most 50 keys.' })
    }
    for (const name of names) {
      if (name.length > 40) {
        report(ctx, {
          code: 'parameter_invalid',
          message: `Metadata keys must have a length of at most 40 characters: ${name.slice(0, 60)}`,
        })
      }
      if ((entries[name] ?? '').length > 500) {
        report(ctx, {
          code: 'parameter_invalid',
          message: `Metadata values can have up to 500 characters, but you passed in a value that is ${entries[name]?.length} characters.`,
        })
      }
    }
  })
  // An empty value unsets the name, so a new object never has it.
  .transform(entries => Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== '')))

export const expand = listOf(z.string().regex(/^[a-z_]+(\.[a-z_]+){0,3}$/), 20).optional()

const timeRange = z.union([
  integer.transform(at => ({ from: at, until: at })),
  z
    .strictObject({
      gt: integer.optional(),
      gte: integer.optional(),
      lt: integer.optional(),
      lte: integer.optional(),
    })
    .transform(range => ({
      from: Math.max(range.gte ?? 0, range.gt === undefined ? 0 : range.gt + 1),
      until: Math.min(range.lte ?? MAX_TIME, range.lt === undefined ? MAX_TIME : range.lt - 1),
    })),
])

/** The last second a stored time can hold; stands for "no upper bound". */
const MAX_TIME = 999_999_999_999

export const created = timeRange.default({ from: 0, until: MAX_TIME })

/** What every list takes: newest first, 1 to 100 at a time (https://docs.stripe.com/api/pagination). */
export const paging = {
  limit: integer
    .superRefine((limit, ctx) => {
      if (limit < 1 || limit > 100) {
        report(ctx, {
          code: 'parameter_invalid_integer',
          message: 'Invalid limit: must be between 1 and 100',
        })
      }
    })
    .default(10),
  starting_after: text(255).optional(),
  ending_before: text(255).optional(),
}

function paramName(path: readonly PropertyKey[]): string {
  return path.map((part, depth) => (depth === 0 ? String(part) : `[${String(part)}]`)).join('')
}

function toRefusal(issue: z.core.$ZodIssue): RefusedRequest {
  const param = paramName(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map(key => paramName([...issue.path, key]))
    return invalidRequest(`Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      ...(names[0] === undefined ? {} : { param: names[0] }),
    })
  }
  if (issue.code === 'custom') {
    const code = z.object({ stripe: z.string() }).safeParse(issue.params)
    return invalidRequest(issue.message.replaceAll('{param}', param), {
      param,
      ...(code.success ? { code: code.data.stripe } : {}),
    })
  }
  if (issue.input === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (issue.code === 'invalid_value') {
    return invalidRequest(`Invalid ${param}: must be one of ${issue.values.map(String).join(', ')}`, {
      param,
    })
  }
  return invalidRequest(`Invalid ${param}`, { param })
}

/** Parses decoded parameters; the first problem becomes the acquirer's error. */
export function parseParams<Schema extends z.ZodType>(schema: Schema, params: FormParts): z.output<Schema> {
  const parsed = schema.safeParse(params, { reportInput: true })
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  if (!first) throw new Error('a failed parse names no issue')
  throw toRefusal(first)
}
