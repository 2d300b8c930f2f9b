import { type ComponentProps } from 'react'
import { cn } from './cn.ts'
import { useField } from './field.tsx'

type OtpInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  value: string
  onValue: (code: string) => void
  length?: number
}

/**
 * One real field under six drawn boxes: pasting, filling in from the mail, correcting in the middle and reading
 * aloud work as in any field, which six separate fields never quite manage.
 */
export function OtpInput({ value, onValue, length = 6, className, ...rest }: OtpInputProps) {
  return (
    <div className={cn('group relative w-full max-w-88', className)}>
      <div aria-hidden className="grid grid-cols-6 gap-2">
        {Array.from({ length }, (_, place) => (
          <span
            key={place}
            className={cn(
              'grid aspect-[5/6] place-items-center rounded-lg border border-control bg-surface text-2xl font-bold tabular-nums',
              'group-has-[input[aria-invalid]]:border-bad',
              place === Math.min(value.length, length - 1) &&
                'group-has-[input:focus]:border-focus group-has-[input:focus]:outline-2 group-has-[input:focus]:outline-focus',
            )}
          >
            {value.charAt(place)}
          </span>
        ))}
      </div>
      <input
        {...useField()}
        {...rest}
        value={value}
        onChange={event => onValue(digitsOf(event.target.value).slice(0, length))}
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]*"
        dir="ltr"
        // The text is drawn by the boxes; the caret has no place between them.
        className="absolute inset-0 size-full rounded-lg bg-transparent text-transparent caret-transparent outline-none selection:bg-transparent selection:text-transparent"
      />
    </div>
  )
}

/** Codes are pasted as `123 456`, `code: 123456` or with full-width digits. */
function digitsOf(text: string): string {
  return text.normalize('NFKC').replaceAll(/\D/g, '')
}
