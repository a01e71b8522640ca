// WPS 加载项的功能区（wpsjs）：每个按钮打开或唤起右侧窗格，由窗格里的自检页检查当前工作簿。
// 接口见 WPS 开放平台文档“加载项 API 参考”：CreateTaskPane、GetTaskPane、PluginStorage。尚未在 WPS 中运行过。
var PANE = "xltools_pane", WISH = "xltools_wish";

function OnAddinLoad(ribbonUI) {
  window.Application.ribbonUI = ribbonUI;
  window.Application.PluginStorage.setItem(PANE, "");
  return true;
}

function OnAction(control) {
  var storage = window.Application.PluginStorage, id = storage.getItem(PANE), pane = null;
  if (!window.Application.ActiveWorkbook) { alert("请先打开要检查的工作簿。"); return true; }
  storage.setItem(WISH, control.Id + " " + Date.now());
  if (id) { pane = window.Application.GetTaskPane(id); }
  if (!pane) {
    pane = window.Application.CreateTaskPane(location.href.replace(/[^/]*$/, "") + "pane.html");
    storage.setItem(PANE, pane.ID);
  }
  pane.Visible = true;
  return true;
}
