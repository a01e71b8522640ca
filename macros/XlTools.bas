Attribute VB_Name = "XlTools"
Option Explicit
' The ribbon's buttons: each hands its verb to Python (XlToolsCall.CallPython). ASCII only.

Public Sub BtnValidate(control As IRibbonControl)
    XlToolsCall.CallPython "validate"
End Sub

Public Sub BtnValidateColumn(control As IRibbonControl)
    XlToolsCall.CallPython "validate-column"
End Sub

Public Sub BtnValidateSet(control As IRibbonControl)
    XlToolsCall.CallPython "validate-set"
End Sub

Public Sub BtnValidateSelection(control As IRibbonControl)
    XlToolsCall.CallPython "validate-selection"
End Sub

Public Sub BtnValidateSheet(control As IRibbonControl)
    XlToolsCall.CallPython "validate-sheet"
End Sub

Public Sub BtnValidateOpen(control As IRibbonControl)
    XlToolsCall.CallPython "validate-open"
End Sub

Public Sub BtnClear(control As IRibbonControl)
    XlToolsCall.CallPython "clear"
End Sub

Public Sub BtnPrevious(control As IRibbonControl)
    XlToolsCall.CallPython "previous"
End Sub

Public Sub BtnNext(control As IRibbonControl)
    XlToolsCall.CallPython "next"
End Sub

Public Sub BtnList(control As IRibbonControl)
    XlToolsCall.CallPython "list"
End Sub

Public Sub BtnAccept(control As IRibbonControl)
    XlToolsCall.CallPython "accept"
End Sub

Public Sub BtnUndo(control As IRibbonControl)
    XlToolsCall.CallPython "undo"
End Sub

Public Sub BtnTotal(control As IRibbonControl)
    XlToolsCall.CallPython "total"
End Sub

Public Sub BtnReceive(control As IRibbonControl)
    XlToolsCall.CallPython "receive"
End Sub

Public Sub BtnRepair(control As IRibbonControl)
    XlToolsCall.CallPython "repair"
End Sub

Public Sub BtnMerge(control As IRibbonControl)
    XlToolsCall.CallPython "merge"
End Sub

Public Sub BtnLetter(control As IRibbonControl)
    XlToolsCall.CallPython "letter"
End Sub

Public Sub BtnCheckLetter(control As IRibbonControl)
    XlToolsCall.CallPython "check-letter"
End Sub

Public Sub BtnProfile(control As IRibbonControl)
    XlToolsCall.CallPython "profile"
End Sub

Public Sub BtnNew(control As IRibbonControl)
    XlToolsCall.CallPython "new"
End Sub

Public Sub BtnNotice(control As IRibbonControl)
    XlToolsCall.CallPython "notice"
End Sub

Public Sub BtnSettings(control As IRibbonControl)
    XlToolsCall.CallPython "settings"
End Sub

Public Sub BtnLog(control As IRibbonControl)
    XlToolsCall.CallPython "log"
End Sub

Public Sub BtnAbout(control As IRibbonControl)
    XlToolsCall.CallPython "about"
End Sub
