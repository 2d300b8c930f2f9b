import { CreditCard, ReceiptText } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { transactionStatuses } from '../../contract/api/wallet.ts'
import { currencies, type Currency } from '../../contract/money.ts'
import { NoAnswer } from '../lib/problem.ts'
import { Alert, type Tone } from '../ui/alert.tsx'
import { AmountInput } from '../ui/amount-input.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { RadioCards, SegmentedControl } from '../ui/choice.tsx'
import { CurrencySelect } from '../ui/currency-select.tsx'
import { ErrorState } from '../ui/error-state.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { Card, EmptyState, PageHeader } from '../ui/layout.tsx'
import { Amount, Breakdown } from '../ui/money.tsx'
import { OtpInput } from '../ui/otp-input.tsx'
import { PasswordInput } from '../ui/password-input.tsx'
import { PasswordStrength } from '../ui/password-strength.tsx'
import { PhoneInput } from '../ui/phone-input.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SkeletonRows } from '../ui/skeleton-rows.tsx'
import { StatusPill } from '../ui/status-pill.tsx'
import { Stepper } from '../ui/stepper.tsx'
import { LanguageSwitch, ThemeSwitch } from '../ui/switches.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Timeline } from '../ui/timeline.tsx'
import { showToast } from '../ui/toasts.ts'
import { UncertainNotice } from '../ui/uncertain-notice.tsx'

const tones: readonly Tone[] = ['info', 'ok', 'warn', 'bad']
const variants = ['primary', 'secondary', 'soft', 'ghost', 'danger', 'spark'] as const

/** Every component in its states, for those who change one; only while developing, at /dev/gallery. */
export function Gallery() {
  return (
    <main id="content" className="mx-auto max-w-5xl p-4 sm:p-8">
      <PageHeader
        title="Gallery"
        intro="?pseudo=long makes texts longer, ?pseudo=rtl turns the page around."
        action={<ThemeSwitch />}
      />
      <LanguageSwitch />
      <div className="grid gap-6 lg:grid-cols-2">
        <Buttons />
        <Fields />
        <Money />
        <States />
        <Choices />
        <Messages />
      </div>
    </main>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card className="flex min-w-0 flex-col gap-5">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </Card>
  )
}

function Buttons() {
  const [sheet, setSheet] = useState(false)
  return (
    <Part title="Buttons">
      {variants.map(variant => (
        <div key={variant} className="flex flex-wrap gap-3">
          <Button variant={variant}>{variant}</Button>
          <Button variant={variant} pending>
            {variant}
          </Button>
          <Button variant={variant} disabled>
            {variant}
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap gap-3">
        <Button size="sm" onClick={() => setSheet(true)}>
          Sheet
        </Button>
        <Button
          size="sm"
          variant="secondary"
          onClick={() => showToast({ text: 'A word about what happened' })}
        >
          Toast
        </Button>
      </div>
      {sheet ? (
        <Sheet title="A sheet" description="From below on a phone." onClose={() => setSheet(false)}>
          Escape, the cross and a press beside it close it.
        </Sheet>
      ) : null}
    </Part>
  )
}

function Fields() {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('123')
  const [checked, setChecked] = useState(false)
  return (
    <Part title="Fields">
      <Field label="Name" hint="A hint stays." error="And says how to mend it.">
        <Input defaultValue="Li" />
      </Field>
      <Field label="Mobile number">
        <PhoneInput onValue={() => undefined} />
      </Field>
      <Field label="Password">
        <PasswordInput value={password} onChange={event => setPassword(event.target.value)} />
      </Field>
      <PasswordStrength password={password} own={{ name: 'Li Ming', email: 'li@example.com', phone: '' }} />
      <Field label="Code">
        <OtpInput value={code} onValue={setCode} />
      </Field>
      <Field label="Select">
        <Select>
          <option>One</option>
          <option>Two</option>
        </Select>
      </Field>
      <Checkbox checked={checked} onChange={setChecked} error={checked ? undefined : 'Needed.'}>
        I have read it
      </Checkbox>
    </Part>
  )
}

function Money() {
  const [text, setText] = useState('12.345')
  const [currency, setCurrency] = useState<Currency>('EUR')
  return (
    <Part title="Money">
      <AmountInput
        label="Amount"
        value={text}
        onValue={setText}
        currency={currency}
        insist
        currencyControl={
          <CurrencySelect
            label="Currency"
            value={currency}
            options={currencies.map(code => ({ currency: code }))}
            onChange={setCurrency}
          />
        }
      />
      <p className="text-4xl">
        <Amount money={{ value: '9007199254740993.01', currency: 'USD' }} look="display" />
      </p>
      <Breakdown
        rows={[
          { label: 'Amount', money: { value: '100.00', currency: 'EUR' } },
          { label: 'Fee', money: { value: '1.50', currency: 'EUR' }, hint: 'Taken from the amount' },
          { label: 'Arrives', money: { value: '98.50', currency: 'EUR' }, strong: true },
        ]}
      />
    </Part>
  )
}

function States() {
  return (
    <Part title="States">
      <div className="flex flex-wrap gap-2">
        {transactionStatuses.map(status => (
          <StatusPill key={status} status={status} />
        ))}
      </div>
      <Timeline
        label="Timeline"
        items={[
          {
            key: '1',
            title: 'Ordered',
            at: '10:00',
            kind: 'done',
            evidence: { label: 'Order', reference: 'dep_01k' },
          },
          { key: '2', title: 'Declined', at: '10:01', kind: 'failed', detail: 'The card has expired.' },
          { key: '3', title: 'Waiting', kind: 'waiting', detail: 'By 11:00 at the latest.' },
        ]}
      />
      <Stepper steps={['Recipient', 'Amount', 'Review']} current={1} />
      <SkeletonRows rows={2} />
    </Part>
  )
}

function Choices() {
  const [segment, setSegment] = useState<'day' | 'week' | 'month'>('day')
  const [card, setCard] = useState<'card' | 'bank'>('card')
  return (
    <Part title="Choices">
      <SegmentedControl
        label="Period"
        value={segment}
        onChange={setSegment}
        options={[
          { value: 'day', label: 'Day' },
          { value: 'week', label: 'Week' },
          { value: 'month', label: 'Month' },
        ]}
      />
      <RadioCards
        label="Method"
        value={card}
        onChange={setCard}
        options={[
          { value: 'card', label: 'Card', detail: 'Within a minute', icon: <CreditCard /> },
          { value: 'bank', label: 'Bank transfer', detail: 'Up to three days' },
        ]}
      />
      <Tabs
        label="Views"
        tabs={[
          { value: 'a', label: 'Text', content: 'Text' },
          { value: 'b', label: 'HTML', content: 'HTML' },
        ]}
      />
    </Part>
  )
}

function Messages() {
  return (
    <Part title="Messages">
      {tones.map(tone => (
        <Alert key={tone} tone={tone} title={`What happened (${tone})`}>
          And what to do about it.
        </Alert>
      ))}
      <UncertainNotice />
      <ErrorState error={new NoAnswer()} onRetry={() => undefined} />
      <EmptyState icon={<ReceiptText />} title="Nothing here yet">
        What would put something here.
      </EmptyState>
    </Part>
  )
}
