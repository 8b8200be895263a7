-- Formulas for typst: pandoc's own translation, with the formula's TeX as words for readers who cannot see it.
local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('%s+', ' ') .. '"'
end

function Math(formula)
  local document = pandoc.Pandoc({ pandoc.Plain({ formula }) })
  local body = pandoc.write(document, 'typst'):gsub('%s+$', '')
  local block = tostring(formula.mathtype == 'DisplayMath')
  local call = '#math.equation(alt: ' .. quoted(formula.text) .. ', block: ' .. block .. ', ' .. body .. '.body)'
  return pandoc.RawInline('typst', call)
end
