
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var words = data.words;
  var map = document.getElementById("map");
  var detail = document.getElementById("detail");
  var at = { row: 0, column: 0 };
  var rows = [];
  var back = null; // where Escape leads; the cell if nothing else

  function make(name, text, parent) {
    var element = document.createElement(name);
    if (text !== undefined && text !== null) { element.textContent = text; }
    if (parent) { parent.appendChild(element); }
    return element;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_, key) { return String(values[key]); });
  }

  function kind(one) { return one.type.toUpperCase().replace(/_/g, "-"); }

  function shown(cell) {
    if (cell.level === null) { return "?"; }
    return cell.level + (cell.status === "at least" ? "+" : "");
  }

  function named(indicator) {
    return data.documents.some(function (one) {
      var cell = data.cells[indicator.code + "|" + one.id];
      return cell && cell.level !== null && cell.level >= 2;
    });
  }

  function draw() {
    map.textContent = "";
    rows = [];
    var all = document.getElementById("all").checked;
    var head = make("tr", null, make("thead", null, map));
    make("th", words.indicator, head).scope = "col";
    data.documents.forEach(function (one) {
      var th = make("th", kind(one), head);
      th.scope = "col";
      th.title = one.title;
      make("small", one.years || one.id, th);
    });
    var body = make("tbody", null, map);
    data.indicators.filter(function (one) { return all || named(one); }).forEach(function (indicator) {
      var tr = make("tr", null, body);
      var th = make("th", indicator.code + " " + indicator.name, tr);
      th.scope = "row";
      var buttons = [];
      data.documents.forEach(function (one, column) {
        var cell = data.cells[indicator.code + "|" + one.id];
        var td = make("td", null, tr);
        td.setAttribute("role", "gridcell");
        td.dataset.seen = String(cell.settled !== "machine only");
        td.dataset.level = cell.level === null ? "?" : String(cell.level);
        var button = make("button", shown(cell), td);
        button.type = "button";
        button.tabIndex = -1;
        button.setAttribute("aria-label", fill(words.cell, {
          indicator: indicator.code, document: kind(one) + " " + one.years,
          level: cell.level === null ? words.unknown : cell.level + ", " + words["level_" + cell.level]
        }));
        var row = rows.length;
        button.addEventListener("click", function () { go(row, column, false); open(indicator, one, cell, td); });
        buttons.push(button);
      });
      rows.push(buttons);
    });
    if (rows.length) {
      at.row = Math.min(at.row, rows.length - 1);
      rows[at.row][at.column].tabIndex = 0;
    }
    document.getElementById("none").hidden = rows.length > 0;
  }

  function go(row, column, focus) {
    if (!rows[row] || !rows[row][column]) { return; }
    rows[at.row][at.column].tabIndex = -1;
    at = { row: row, column: column };
    rows[row][column].tabIndex = 0;
    if (focus) { rows[row][column].focus(); }
  }

  function open(indicator, one, cell, td) {
    map.querySelectorAll("td[aria-selected]").forEach(function (old) { old.removeAttribute("aria-selected"); });
    back = null;
    td.setAttribute("aria-selected", "true");
    detail.hidden = false;
    document.getElementById("detail-title").textContent = indicator.code + " " + indicator.name + " \u2013 " + one.title;
    var facts = document.getElementById("facts");
    facts.textContent = "";
    var level = cell.level === null ? words.unknown : cell.level + ": " + words["level_" + cell.level];
    make("p", fill(words.facts, { level: level, settled: words["settled_" + cell.settled.replace(/ /g, "_")] || cell.settled }), facts);
    if (one.unread.length) { make("p", fill(words.unread, { pages: one.unread.join(", ") }), facts); }
    if (!cell.passages.length) {
      make("p", cell.steps.length ? fill(words.pages_only, { pages: cell.steps.map(function (step) { return step[1]; }).join(", ") }) : words.nothing, facts);
    }
    show(cell.passages, one);
    detail.focus({ preventScroll: false });
  }

  function show(passages, one) {
    var list = document.getElementById("passages");
    list.textContent = "";
    passages.forEach(function (passage, index) {
      var li = make("li", null, list);
      li.tabIndex = 0;
      highlight(li, passage.text, passage.words);
      make("small", fill(words.passage, {
        step: words["level_" + passage.step], page: passage.page, confidence: passage.confidence, rule: passage.rule
      }), li);
      function choose() {
        list.querySelectorAll("[aria-current]").forEach(function (old) { old.removeAttribute("aria-current"); });
        li.setAttribute("aria-current", "true");
        picture(passage, one);
      }
      li.addEventListener("click", choose);
      li.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
      });
      if (index === 0) { choose(); }
    });
    if (!passages.length) { document.getElementById("sheet").hidden = true; }
  }

  function disputes() {
    document.getElementById("disputes").hidden = !data.disputes.length;
    var list = document.getElementById("disputed");
    data.disputes.forEach(function (dispute) {
      var indicator = data.indicators.find(function (one) { return one.code === dispute.indicator; });
      var item = make("li", null, list);
      make("h3", fill(words.dispute, {
        indicator: indicator.code + " " + indicator.name, kind: words["kind_" + dispute.kind], year: dispute.year
      }), item);
      var figures = make("ul", null, item);
      dispute.figures.forEach(function (figure) {
        var one = data.documents.find(function (each) { return each.id === figure.document; });
        var button = make("button", fill(words.figure, {
          value: figure.value, document: kind(one) + " " + one.years, page: figure.page
        }), make("li", null, figures));
        button.type = "button";
        button.addEventListener("click", function () { compare(indicator, one, figure, button); });
        if (figure.text) { highlight(make("q", null, button.parentNode), figure.text, figure.words); }
      });
    });
  }

  function compare(indicator, one, figure, button) {
    map.querySelectorAll("td[aria-selected]").forEach(function (old) { old.removeAttribute("aria-selected"); });
    back = button;
    detail.hidden = false;
    document.getElementById("detail-title").textContent = indicator.code + " " + indicator.name + " \u2013 " + one.title;
    var facts = document.getElementById("facts");
    facts.textContent = "";
    make("p", button.textContent, facts);
    show(figure.text ? [figure] : [], one);
    detail.focus({ preventScroll: false });
  }

  function highlight(parent, text, found) {
    var place = found ? text.toLowerCase().indexOf(found.toLowerCase()) : -1;
    if (place < 0) { make("span", text, parent); return; }
    make("span", text.slice(0, place), parent);
    make("mark", text.slice(place, place + found.length), parent);
    make("span", text.slice(place + found.length), parent);
  }

  function picture(passage, one) {
    var sheet = document.getElementById("sheet");
    sheet.hidden = !passage.picture;
    if (!passage.picture) { return; }
    var image = document.getElementById("picture");
    image.src = passage.picture;
    image.alt = fill(words.picture, { page: passage.page, document: one.title });
    document.getElementById("caption").textContent = image.alt;
    var box = document.getElementById("box");
    box.hidden = !passage.box;
    if (passage.box) {
      box.style.left = passage.box[0] + "%";
      box.style.top = passage.box[1] + "%";
      box.style.width = passage.box[2] + "%";
      box.style.height = passage.box[3] + "%";
    }
  }

  function csv() {
    var lines = [["indicator_code", "document_id", "document_type", "level", "status", "settled_by", "machine_level", "page"]];
    data.indicators.forEach(function (indicator) {
      data.documents.forEach(function (one) {
        var cell = data.cells[indicator.code + "|" + one.id];
        var last = cell.steps[cell.steps.length - 1];
        lines.push([indicator.code, one.id, one.type, cell.level === null ? "" : cell.level, cell.status, cell.settled,
          cell.machine === null ? "" : cell.machine, last ? last[1] : ""]);
      });
    });
    return lines.map(function (line) {
      return line.map(function (value) {
        var text = String(value);
        if (/^[=+\-@\t\r]/.test(text) && isNaN(Number(text))) { text = "'" + text; }
        return /[",\n]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
      }).join(",");
    }).join("\r\n") + "\r\n";
  }

  map.addEventListener("keydown", function (event) {
    var step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step) { event.preventDefault(); go(at.row + step[0], at.column + step[1], true); }
    if (event.key === "Home") { event.preventDefault(); go(at.row, 0, true); }
    if (event.key === "End") { event.preventDefault(); go(at.row, data.documents.length - 1, true); }
  });
  detail.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    if (back) { back.focus(); } else if (rows.length) { rows[at.row][at.column].focus(); }
  });
  document.getElementById("all").addEventListener("change", draw);
  document.getElementById("export").addEventListener("click", function () {
    var link = make("a", null, document.body);
    link.href = URL.createObjectURL(new Blob(["\ufeff" + csv()], { type: "text/csv;charset=utf-8" }));
    link.download = "cells.csv";
    link.click();
    link.remove();
  });
  document.getElementById("legend").textContent = words.legend;
  draw();
  disputes();
}());
