// Makes typing easier; every page works without it.

const AMEX = /^3[47]/

function groupNumber(digits) {
  const sizes = AMEX.test(digits) ? [4, 6, 5] : [4, 4, 4, 4, 3]
  const groups = []
  let start = 0
  for (const size of sizes) {
    groups.push(digits.slice(start, start + size))
    start += size
  }
  return groups.filter(group => group !== '').join(' ')
}

function shapeExpiry(digits) {
  // A first digit above 1 can only be a month with a missing zero.
  const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits
  return padded.length > 2 ? `${padded.slice(0, 2)} / ${padded.slice(2, 4)}` : padded
}

/** Reshapes a field while it is typed in and keeps the caret behind the same digit. */
function shapeWhileTyping(input, maxDigits, shape) {
  input.addEventListener('input', () => {
    const caret = input.selectionStart ?? input.value.length
    const digitsBeforeCaret = input.value.slice(0, caret).replaceAll(/\D/g, '').length
    const digits = input.value.normalize('NFKC').replaceAll(/\D/g, '').slice(0, maxDigits)
    const shaped = shape(digits)
    if (shaped === input.value) return
    const added = shaped.replaceAll(/\D/g, '').length - digits.length
    input.value = shaped
    let seen = 0
    let position = 0
    while (position < shaped.length && seen < digitsBeforeCaret + added) {
      if (/\d/.test(shaped[position])) seen += 1
      position += 1
    }
    // At the end of the typed digits the caret belongs behind the separator too.
    if (seen === digits.length + added) position = shaped.length
    input.setSelectionRange(position, position)
  })
}

/** A form that is on its way is not sent again; coming back with the browser's history makes it usable again. */
function sendOnce(form) {
  form.addEventListener('submit', event => {
    if (form.getAttribute('aria-busy') === 'true') {
      event.preventDefault()
      return
    }
    form.setAttribute('aria-busy', 'true')
    const pressed = event.submitter
    if (!pressed?.dataset.busy) return
    pressed.dataset.label = pressed.textContent
    pressed.textContent = pressed.dataset.busy
  })
  window.addEventListener('pageshow', () => {
    form.removeAttribute('aria-busy')
    for (const button of form.querySelectorAll('button[data-label]')) {
      button.textContent = button.dataset.label
      delete button.dataset.label
    }
  })
}

function fillFrom(button, form) {
  const amex = AMEX.test(button.dataset.number)
  const values = {
    number: groupNumber(button.dataset.number),
    expiry: `12 / ${String((new Date().getFullYear() + 3) % 100).padStart(2, '0')}`,
    cvc: amex ? '1234' : '123',
    name: form.elements.name.value || 'Test Customer',
  }
  for (const [name, value] of Object.entries(values)) form.elements.namedItem(name).value = value
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid')
  for (const message of document.querySelectorAll('.error, .alert')) message.remove()
  form.querySelector('.primary').focus()
}

const cardForm = document.querySelector('#card-form')
if (cardForm) {
  shapeWhileTyping(cardForm.elements.namedItem('number'), 19, groupNumber)
  shapeWhileTyping(cardForm.elements.namedItem('expiry'), 4, shapeExpiry)
  for (const button of document.querySelectorAll('button[name="fill"]')) {
    button.addEventListener('click', event => {
      event.preventDefault()
      fillFrom(button, cardForm)
    })
  }
}
for (const form of document.querySelectorAll('form')) sendOnce(form)
// A mistake is announced with the field that has it, a refusal by itself.
const first = document.querySelector('[aria-invalid="true"]') ?? document.querySelector('.alert')
first?.focus()
