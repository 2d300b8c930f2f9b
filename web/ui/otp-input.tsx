import { type ComponentProps } from 'react'
import { Input } from './field.tsx'

type OtpInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & { value: string; onValue: (code: string) => void }

/** Six digits in one field, so that pasting, filling in from the mail and reading aloud all just work. */
export function OtpInput({ value, onValue, ...rest }: OtpInputProps) {
  return (
    <Input
      {...rest}
      value={value}
      onChange={event => onValue(event.target.value.normalize('NFKC').replaceAll(/\D/g, '').slice(0, 6))}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      className="min-h-16 text-center font-mono text-2xl tracking-[0.4em]"
    />
  )
}
